// SPDX-License-Identifier: EUPL-1.2
//! Milestones, claims, attestations and payments across awards, as `/v1/milestones` and the others answer them.

use serde_json::Value;

use crate::{asking::about_the_story, ledger::Mirror, pages::walk};

#[tokio::test]
async fn milestones() {
    insta::assert_snapshot!(about_the_story("/v1/milestones?limit=3").await);
}

#[tokio::test]
async fn milestones_due_first() {
    insta::assert_snapshot!(
        about_the_story(
            "/v1/milestones?administration=1&due_to=2026-12-31&paid=false&sort=due&limit=2"
        )
        .await
    );
}

#[tokio::test]
async fn claims() {
    insta::assert_snapshot!(about_the_story("/v1/claims").await);
}

#[tokio::test]
async fn attestations() {
    insta::assert_snapshot!(about_the_story("/v1/attestations?attester=2").await);
}

#[tokio::test]
async fn payments() {
    insta::assert_snapshot!(about_the_story("/v1/payments?sort=-amount").await);
}

#[tokio::test]
async fn payments_in_a_spreadsheet() {
    insta::assert_snapshot!(crate::asking::text_about_the_story("/v1/payments?format=csv").await);
}

/// Every filter keeps what it says and nothing else: compared with the whole list.
#[tokio::test]
async fn filters_keep_what_they_say() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    type Keeps = fn(&Value) -> bool;
    let cases: &[(&str, &str, Keeps)] = &[
        ("milestones", "award=1", |item| item["award"]["id"] == 1),
        ("milestones", "beneficiary=5", |item| {
            item["award"]["beneficiary"]["id"] == 5
        }),
        ("milestones", "pending=true", |item| {
            !item["pending"].is_null()
        }),
        ("milestones", "pending=false", |item| {
            item["pending"].is_null()
        }),
        ("milestones", "paid=true", |item| {
            item["paid"] == item["amount"]
        }),
        ("milestones", "due_from=2027-01-01", |item| {
            text(item, "due") >= "2027-01-01"
        }),
        ("milestones", "due_to=2026-12-31", |item| {
            text(item, "due") <= "2026-12-31"
        }),
        ("claims", "decided=true", |item| item["decided"] == true),
        ("claims", "decided=false", |item| item["decided"] == false),
        ("claims", "milestone=2", |item| item["milestone"] == 2),
        ("claims", "beneficiary=5", |item| {
            item["award"]["beneficiary"]["id"] == 5
        }),
        ("claims", "claimed_to=2026-03-02", |item| {
            text(item, "claimed_at") < "2026-03-03"
        }),
        ("claims", "claimed_from=2026-03-03", |item| {
            text(item, "claimed_at") >= "2026-03-03"
        }),
        ("attestations", "outcome=partly_met", |item| {
            item["outcome"] == "partly_met"
        }),
        ("attestations", "attester=1&award=1", |item| {
            item["attester"]["id"] == 1 && item["award"]["id"] == 1
        }),
        ("attestations", "attested_from=2026-03-03", |item| {
            text(item, "attested_at") >= "2026-03-03"
        }),
        ("payments", "receipt=disputed", |item| {
            item["receipt"]["status"] == "disputed"
        }),
        ("payments", "receipt=awaited", |item| {
            item["receipt"]["status"] == "awaited"
        }),
        ("payments", "recovered=true", |item| {
            item["recovered"]["cents"] != 0
        }),
        ("payments", "amount_min=6000&amount_max=9999.99", |item| {
            (600_000..=999_999).contains(&item["amount"]["cents"].as_u64().unwrap())
        }),
        ("payments", "mandate_year=2026", |item| {
            item["mandate"]["year"] == 2026
        }),
        ("payments", "cig=5462644C6C", |item| {
            item["cig"] == "5462644C6C"
        }),
        ("payments", "date_from=2026-03-03", |item| {
            text(item, "date") >= "2026-03-03"
        }),
        ("entries", "block_from=60", |item| {
            item["block"]["number"].as_u64() >= Some(60)
        }),
        ("entries", "block_to=60&sort=-id", |item| {
            item["block"]["number"].as_u64() <= Some(60)
        }),
        ("entries", "from=2026-03-02", |_| true),
        ("entries", "from=2026-03-03", |_| false),
        ("entries", "to=2026-03-02", |_| true),
        ("entries", "to=2026-03-01", |_| false),
        ("entries", "action=attest&signer=2", |item| {
            item["action"] == "attest" && item["signer"]["party"]["id"] == 2
        }),
        ("entries", "action=nothing", |_| false),
        ("entries", "subject_kind=import", |item| {
            item["subject"]["kind"] == "import"
        }),
        ("documents", "subject_kind=agreement", |item| {
            item["subject"]["kind"] == "agreement"
        }),
        ("documents", "signer=2", |item| item["signer"]["id"] == 2),
        ("documents", "media_type=text/plain", |_| false),
    ];
    for &(list, filter, keeps) in cases {
        let all = walk(&router, &format!("/v1/{list}"), 200).await;
        let mut expected: Vec<_> = all.into_iter().filter(keeps).collect();
        if filter.ends_with("sort=-id") {
            expected.reverse();
        }
        let found = walk(&router, &format!("/v1/{list}?{filter}"), 7).await;
        assert_eq!(found, expected, "{list}?{filter}");
    }
}

fn text<'a>(item: &'a Value, field: &str) -> &'a str {
    item[field].as_str().unwrap()
}

/// What the list of milestones says of all awards is what each award says of its own.
#[tokio::test]
async fn the_lists_hold_what_each_award_has() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    for (list, part) in [
        ("milestones", "milestones"),
        ("claims", "claims"),
        ("payments", "payments"),
    ] {
        let mut of_awards = Vec::new();
        for award in walk(&router, "/v1/awards", 200).await {
            let award = crate::asking::get(&router, &format!("/v1/awards/{}", award["id"]))
                .await
                .json();
            let items = if part == "milestones" {
                &award[part]
            } else {
                &award[part]["items"]
            };
            for item in items.as_array().unwrap() {
                of_awards.push((
                    award["id"].clone(),
                    item["milestone"].clone(),
                    item["amount"].clone(),
                ));
            }
        }
        let mut listed: Vec<_> = walk(&router, &format!("/v1/{list}"), 200)
            .await
            .into_iter()
            .map(|item| {
                (
                    item["award"]["id"].clone(),
                    item["milestone"].clone(),
                    item["amount"].clone(),
                )
            })
            .collect();
        let written = |items: &mut Vec<(Value, Value, Value)>| {
            let mut lines: Vec<_> = items.iter().map(|item| format!("{item:?}")).collect();
            lines.sort();
            lines
        };
        assert_eq!(written(&mut listed), written(&mut of_awards), "{list}");
        assert!(!listed.is_empty(), "{list}");
    }
}

/// Every document once, as the first entry gave it that refers to it.
#[tokio::test]
async fn each_document_is_listed_once() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let documents = walk(&router, "/v1/documents", 4).await;
    for document in &documents {
        let sha256 = document["sha256"].as_str().unwrap();
        assert_eq!(
            documents
                .iter()
                .filter(|other| other["sha256"] == sha256)
                .count(),
            1
        );
        let references = walk(&router, &format!("/v1/documents/{sha256}"), 200).await;
        for field in ["title", "uri", "subject", "at", "action", "signer"] {
            assert_eq!(references[0][field], document[field], "{field} of {sha256}");
        }
    }
}

#[tokio::test]
async fn documents() {
    insta::assert_snapshot!(about_the_story("/v1/documents?limit=2").await);
}
