// SPDX-License-Identifier: EUPL-1.2
//! Whether a recipient's name may stand on the ledger. No check can tell a person's name from a firm's; the mapping
//! says which words show that a name is an organisation's, and without them the name is left out.

use crate::mapping::NameForm;

/// What may be done with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is an organisation's.
    Record,
    /// It may be a person's: the row is recorded without it.
    LeaveOut,
    /// The row is about a natural person.
    SoleTrader,
}

/// Judges a name as the mapping says.
pub(crate) fn judge(name: &str, form: &NameForm) -> Verdict {
    let upper = plain_capitals(name);
    let words = words(&upper);
    let has = |marks: &[String]| {
        marks
            .iter()
            .any(|mark| words.iter().any(|word| word == mark))
    };
    if form
        .sole_trader
        .iter()
        .any(|phrase| upper.contains(phrase.as_str()))
    {
        Verdict::SoleTrader
    } else if has(&form.never_with) || form.only_with.as_ref().is_some_and(|marks| !has(marks)) {
        Verdict::LeaveOut
    } else {
        Verdict::Record
    }
}

/// Capitals without the accents that Italian has: files write `SOCIETÀ`, `SOCIETA'` and `SOCIETA`.
fn plain_capitals(name: &str) -> String {
    name.chars()
        .flat_map(char::to_uppercase)
        .map(|c| match c {
            'À' | 'Á' => 'A',
            'È' | 'É' => 'E',
            'Ì' | 'Í' => 'I',
            'Ò' | 'Ó' => 'O',
            'Ù' | 'Ú' => 'U',
            other => other,
        })
        .collect()
}

/// The words of a name, `S.R.L.` as `SRL` and also `SOC.COOP` as `SOC` and `COOP`.
fn words(upper: &str) -> Vec<String> {
    let apart = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let mut words = apart(&upper.replace('.', ""));
    words.extend(apart(upper));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_show_an_organisation_are_recorded() {
        let form = NameForm {
            column: "name".into(),
            only_with: Some(
                ["SRL", "SOC", "SOCIETA", "ONLUS"]
                    .map(String::from)
                    .to_vec(),
            ),
            never_with: ["SNC".to_owned()].to_vec(),
            sole_trader: ["DITTA INDIVIDUALE".to_owned()].to_vec(),
        };
        for (name, verdict) in [
            ("Esempio s.r.l.", Verdict::Record),
            ("Soc.coop. Esempio", Verdict::Record),
            ("Società Esempio", Verdict::Record),
            ("SOCIETA' ESEMPIO", Verdict::Record),
            ("ESEMPIO", Verdict::LeaveOut),
            ("Rossi Mario", Verdict::LeaveOut),
            ("ASSOCIATI ROSSI", Verdict::LeaveOut),
            ("Esempio SRL e Rossi S.N.C.", Verdict::LeaveOut),
            ("Rossi ditta individuale", Verdict::SoleTrader),
        ] {
            assert_eq!(judge(name, &form), verdict, "{name}");
        }
        let all = NameForm {
            only_with: None,
            ..form
        };
        assert_eq!(judge("ESEMPIO", &all), Verdict::Record);
    }
}
