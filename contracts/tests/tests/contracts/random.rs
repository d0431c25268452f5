// SPDX-License-Identifier: EUPL-1.2
//! Random commands by random people, right and wrong: the contracts do what the rules do, and what they emitted rebuilds what they hold.

use portico_contract_tests::{
    scenario::{SPARE, STRANGER, Step, steps, terms},
    twin::{Twin, Way},
};
use portico_rules::{
    agreement::AgreementBody,
    award::{AwardBody, Outcome},
    date::Date,
    entry::Body,
    memory::{pair, sample},
    primitives::Cents,
};
use rand::{Rng as _, SeedableRng as _, rngs::StdRng, seq::IndexedRandom as _};

use crate::replay::assert_rebuilt;

/// A command that may or may not fit: mostly from the scenario in order, so that it gets somewhere; sometimes any other.
fn any_step(random: &mut StdRng, script: &[Step], today: Date, reached: usize) -> Step {
    let mut step = if random.random_bool(0.4) {
        script[reached.min(script.len() - 1)].clone()
    } else if random.random_bool(0.4) {
        script.choose(random).expect("there are steps").clone()
    } else {
        Step {
            name: "random",
            by: 1,
            number: Some(1),
            wait: 6,
            body: any_body(random, today),
        }
    };
    if random.random_bool(0.2) {
        step.by = *[1, 2, 3, 4, 5, 6, SPARE, STRANGER]
            .choose(random)
            .expect("people");
    }
    if random.random_bool(0.1) {
        step.number = *[None, Some(0), Some(1), Some(2), Some(u32::MAX)]
            .choose(random)
            .expect("numbers");
    }
    step
}

fn any_body(random: &mut StdRng, today: Date) -> Body {
    let milestone = random.random_range(0..4);
    let number = random.random_range(0..4);
    let amount = random.random_range(0..2_000_000);
    match random.random_range(0..9) {
        0 => sample::claim(milestone, number, amount).into(),
        1 => {
            let found = [
                Outcome::Met,
                Outcome::NotMet,
                Outcome::PartlyMet {
                    amount: Cents(amount),
                },
            ];
            sample::attestation(milestone, number, *found.choose(random).expect("outcomes")).into()
        }
        2 => sample::payment(
            number,
            milestone,
            amount,
            &format!("{}", random.random_range(1..6)),
            today,
        )
        .into(),
        3 => AwardBody::Confirm { payment: number }.into(),
        4 => AwardBody::Dispute {
            payment: number,
            reason: "Non ricevuto".to_owned(),
        }
        .into(),
        5 => AwardBody::ProposeAmendment(terms(number)).into(),
        6 => AwardBody::AcceptAmendment(terms(number)).into(),
        7 => sample::proposal(number).into(),
        _ => {
            let text_sha256 = sample::document("Convenzione").sha256;
            AgreementBody::Sign {
                version: number,
                text_sha256,
            }
            .into()
        }
    }
}

fn run(seed: u64, commands: usize) {
    let mut random = StdRng::seed_from_u64(seed);
    let mut twin = Twin::new(sample::START);
    let today = Date::from_unix_seconds(sample::START);
    let script = steps(today);
    let (mut reached, mut accepted, mut refused) = (0, 0, 0);
    for _ in 0..commands {
        let step = any_step(&mut random, &script, today, reached);
        if random.random_bool(0.8) {
            twin.advance(step.wait + random.random_range(1..60));
        }
        let way = if random.random_bool(0.5) {
            Way::Direct
        } else {
            Way::Carried
        };
        match twin.submit(way, &pair(step.by), step.number, &step.body) {
            Ok(_) => accepted += 1,
            Err(_) => refused += 1,
        }
        // On to the next step once this one was given as it should be, accepted or overtaken by a random one.
        if script.get(reached).is_some_and(|next| {
            (next.by, next.number, &next.body) == (step.by, step.number, &step.body)
        }) {
            reached += 1;
        }
    }
    assert!(
        accepted > commands / 10 && refused > commands / 10,
        "seed {seed}: {accepted} accepted, {refused} refused"
    );
    assert_rebuilt(&mut twin.ledger);
}

#[test]
fn random_histories_are_rebuilt() {
    for seed in 0..4 {
        run(seed, 150);
    }
}
