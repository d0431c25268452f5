// SPDX-License-Identifier: EUPL-1.2
//! Are JSON names the Rust names, and does JSON come back as it was?

use portico_rules::entry::Appended;
use portico_rules::memory::sample;
use portico_rules::party::Permissions;
use portico_rules::refusal::{Field, Refusal};
use scale::Decode;

#[test]
fn every_entry_survives_json() {
    let stories = [sample::story().unwrap(), sample::tender_story().unwrap()];
    for placed in stories.into_iter().flat_map(|story| story.entries) {
        let json = serde_json::to_string(&placed.appended).unwrap();
        assert_eq!(
            serde_json::from_str::<Appended>(&json).unwrap(),
            placed.appended,
            "{json}"
        );
    }
}

#[test]
fn a_field_has_one_name() {
    for field in [
        Field::AccountingDocument,
        Field::Cig,
        Field::ResponsibleRole,
        Field::Sha256,
    ] {
        assert_eq!(
            serde_json::to_string(&field).unwrap(),
            format!("\"{}\"", field.name())
        );
    }
}

#[test]
fn a_misspelt_field_is_an_error() {
    let mut json = serde_json::to_value(sample::publication()).unwrap();
    let fields = json.as_object_mut().unwrap();
    let beneficiary = fields.remove("beneficiary").unwrap();
    fields.insert("beneficary".into(), beneficiary);
    let error = serde_json::from_value::<portico_rules::award::Publication>(json)
        .unwrap_err()
        .to_string();
    assert!(error.contains("beneficary"), "{error}");
}

#[test]
fn a_refusal_names_its_fields() {
    let refusal = Refusal::MilestonesDoNotAddUp {
        milestones: portico_rules::primitives::Cents(1_999_900),
        amount: portico_rules::primitives::Cents(2_000_000),
    };
    assert_eq!(
        refusal.to_string(),
        "milestones add up to EUR 19999.00, the award's amount is EUR 20000.00"
    );
}

/// SCALE lets any bits through, and the rules refuse those that mean nothing: so nobody reads a list that leaves them out.
#[test]
fn permissions_that_mean_nothing_are_not_written() {
    let read = |bits: u8| Permissions::decode(&mut &[bits][..]).unwrap();
    let json = |bits| serde_json::to_string(&read(bits)).ok();
    assert_eq!(json(0b1_0001).as_deref(), Some(r#"["manage_keys","sign"]"#));
    assert_eq!(json(0b10_0001), None);
    assert_eq!(
        serde_json::from_str::<Permissions>(r#"["sign","manage_keys"]"#).unwrap(),
        read(0b1_0001)
    );
}
