// SPDX-License-Identifier: EUPL-1.2
//! Makes files of contracts with fictional organisations, as dirty as the public ones, and keeps account of what is in
//! them: what an import says is held against this, not against itself.

use fastrand::Rng;
use portico_rules::memory::sample;

/// What rows come to. Money is cents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    pub rows: u64,
    pub awarded: u64,
    pub paid: u64,
}

/// A file in the form of L. 190/2012.
#[derive(Debug)]
pub struct Contracts {
    /// The file.
    pub csv: Vec<u8>,
    /// All of its rows.
    pub input: Sums,
    /// Those that cannot be on the ledger.
    pub rejected: Sums,
    /// Rows with an amount that nobody can read, and so is in no sum.
    pub unreadable: u64,
    /// Those on the ledger that report more paid than awarded.
    pub paid_above_awarded: u64,
}

/// What is wrong, or odd, with a row.
#[derive(Clone, Copy, Debug)]
enum Dirt {
    None,
    NoCig,
    ZeroCig,
    WrongCig,
    LowerCaseCig,
    WrongTaxCode,
    PersonalTaxCode,
    SoleTrader,
    UnreadableAmount,
    MissingColumn,
    PaidAboveAwarded,
    NothingAwarded,
    LineBreaks,
    EncodedTwice,
    OffsetInDate,
    NoSuchDay,
    OtherMillennium,
}

const DIRT: [Dirt; 16] = [
    Dirt::NoCig,
    Dirt::ZeroCig,
    Dirt::WrongCig,
    Dirt::LowerCaseCig,
    Dirt::WrongTaxCode,
    Dirt::PersonalTaxCode,
    Dirt::SoleTrader,
    Dirt::UnreadableAmount,
    Dirt::MissingColumn,
    Dirt::PaidAboveAwarded,
    Dirt::NothingAwarded,
    Dirt::LineBreaks,
    Dirt::EncodedTwice,
    Dirt::OffsetInDate,
    Dirt::NoSuchDay,
    Dirt::OtherMillennium,
];

const HEADING: [&str; 15] = [
    "authority_cf",
    "authority_name",
    "cig",
    "lot_id",
    "object",
    "procedure_l190",
    "award_amount",
    "liquidated_amount",
    "start_date",
    "end_date",
    "supplier_cf",
    "supplier_name",
    "consortium_role",
    "consortium_group",
    "supplier_cf_checkdigit_ok",
];

/// A file of so many rows; the same seed makes the same file.
pub fn contracts(seed: u64, rows: u64) -> Contracts {
    let random = &mut Rng::with_seed(seed);
    let mut made = Contracts {
        csv: Vec::new(),
        input: Sums::default(),
        rejected: Sums::default(),
        unreadable: 0,
        paid_above_awarded: 0,
    };
    let mut csv = csv::WriterBuilder::new()
        .flexible(true)
        .from_writer(Vec::new());
    csv.write_record(HEADING).expect("memory is there");
    for row in 1..=rows {
        // One row in three is dirty.
        let dirt = match random.u8(..3) {
            0 => DIRT[random.usize(..DIRT.len())],
            _ => Dirt::None,
        };
        let (fields, sums, rejected) = contract(random, row, dirt);
        let unreadable = matches!(dirt, Dirt::UnreadableAmount | Dirt::MissingColumn);
        made.unreadable += u64::from(unreadable);
        csv.write_record(fields).expect("memory is there");
        made.input.add(sums);
        if rejected {
            made.rejected.add(sums);
        } else if sums.paid > sums.awarded {
            made.paid_above_awarded += 1;
        }
    }
    made.csv = csv.into_inner().expect("memory is there");
    made
}

impl Sums {
    fn add(&mut self, other: Sums) {
        self.rows += other.rows;
        self.awarded += other.awarded;
        self.paid += other.paid;
    }
}

/// A row, what it counts for, and whether it must be rejected.
fn contract(random: &mut Rng, row: u64, dirt: Dirt) -> (Vec<String>, Sums, bool) {
    let awarded = random.u64(10_000..500_000_000);
    let mut sums = Sums {
        rows: 1,
        awarded,
        paid: random.u64(..=awarded),
    };
    let number = random.u32(1..10_000_000);
    let mut cig = format!("{number:07}{:03X}", number * 211 % 4091);
    let mut object = format!("Servizio immaginario n. {row}, \"{}\"", name(random));
    let (mut start, mut end) = ("2020-03-01", "2021-02-28");
    let mut recipient = sample::tax_code(random.u64(..10_000_000_000)).to_string();
    let mut recipient_name = name(random);
    let rejected = match dirt {
        Dirt::None => false,
        Dirt::NoCig => {
            cig.clear();
            true
        }
        Dirt::ZeroCig => {
            cig = "0000000000".into();
            true
        }
        Dirt::WrongCig => {
            cig = format!("{number:07}{:03X}", (number * 211 + 1) % 4091);
            true
        }
        Dirt::LowerCaseCig => {
            cig.make_ascii_lowercase();
            false
        }
        Dirt::WrongTaxCode => {
            let last = recipient.pop().and_then(|digit| digit.to_digit(10));
            let wrong = (last.expect("a tax code ends in a digit") + 1) % 10;
            recipient = format!("{recipient}{wrong}");
            true
        }
        Dirt::PersonalTaxCode => {
            recipient = "XYZXYZ00X00X000X".into();
            true
        }
        Dirt::SoleTrader => {
            recipient_name = "FANTASIA DITTA INDIVIDUALE".into();
            true
        }
        Dirt::UnreadableAmount | Dirt::MissingColumn => true,
        Dirt::PaidAboveAwarded => {
            sums.paid = awarded + random.u64(1..100_000_000);
            false
        }
        Dirt::NothingAwarded => {
            sums.awarded = 0;
            false
        }
        Dirt::LineBreaks => {
            object = format!("{object}\nseconda riga,\r\n\"terza\" riga");
            false
        }
        Dirt::EncodedTwice => {
            recipient_name = "SOCIETÃ\u{a0} COOPERATIVA IL GLICINE".into();
            false
        }
        Dirt::OffsetInDate => {
            (start, end) = ("2020-03-01+01:00", "2021-02-28+02:00");
            false
        }
        Dirt::NoSuchDay => {
            end = "2021-02-30";
            false
        }
        Dirt::OtherMillennium => {
            start = "0215-03-01";
            false
        }
    };
    let euro = |cents: u64| format!("{}.{:02}", cents / 100, cents % 100);
    let mut fields = vec![
        sample::tax_code(1_234_500_037).to_string(),
        "Comune di Portico di Sotto".into(),
        cig,
        format!("lotto{row}"),
        object,
        "23-AFFIDAMENTO DIRETTO".into(),
        euro(sums.awarded),
        euro(sums.paid),
        start.into(),
        end.into(),
        recipient,
        recipient_name,
        String::new(),
        String::new(),
        "1".into(),
    ];
    match dirt {
        Dirt::UnreadableAmount => {
            fields[6] = "vedi determina".into();
            sums.awarded = 0;
        }
        Dirt::MissingColumn => {
            // Which column is which, nobody can tell any more.
            fields.pop();
            (sums.awarded, sums.paid) = (0, 0);
        }
        _ => {}
    }
    (fields, sums, rejected)
}

/// The name of a fictional organisation.
fn name(random: &mut Rng) -> String {
    let kind = ["COOPERATIVA SOCIALE", "ASSOCIAZIONE", "CONSORZIO"];
    let plant = ["GLICINE", "GINEPRO", "ROSMARINO", "MIRTO", "BIANCOSPINO"];
    let form = ["ONLUS", "APS", "SCARL"];
    let [kind, plant, form] = [&kind[..], &plant[..], &form[..]].map(|words| {
        // No list is empty.
        random.choice(words).copied().unwrap_or_default()
    });
    format!("{kind} IL {plant} {form}")
}
