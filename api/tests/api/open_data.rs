// SPDX-License-Identifier: EUPL-1.2
//! Open data: whole files, the feed of changes, single records. That each form is what its standard says,
//! `scripts/check-open-data` holds to the official validators.

use std::collections::BTreeSet;

use axum::{
    Router,
    http::{StatusCode, header},
};
use portico_opendata::Export;
use portico_rules::{entry::Body, import::ImportBody, memory::sample, tender::TenderBody};
use serde_json::Value;

use crate::{
    asking::{get, get_with},
    ledger::Mirror,
};

fn path(export: Export) -> String {
    format!("/v1/open-data/{}", export.file_name())
}

/// The lines of a file in JSON Lines.
async fn lines(router: &Router, uri: &str) -> Vec<Value> {
    let answer = get(router, uri).await;
    assert_eq!(answer.status, StatusCode::OK, "{uri}");
    let text = String::from_utf8(answer.body).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).expect("a line is JSON"))
        .collect()
}

fn ids(releases: &[Value]) -> Vec<(&str, &str)> {
    releases
        .iter()
        .map(|release| {
            (
                release["ocid"].as_str().unwrap(),
                release["id"].as_str().unwrap(),
            )
        })
        .collect()
}

#[tokio::test]
async fn every_file_is_served_with_a_tag_of_its_own() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let mut tags = BTreeSet::new();
    for export in Export::ALL {
        let uri = path(*export);
        let answer = get(&router, &uri).await;
        assert_eq!(answer.status, StatusCode::OK, "{uri}");
        let kind = answer.header(header::CONTENT_TYPE);
        assert!(kind.starts_with(export.media_type()), "{uri} {kind}");
        assert!(
            answer
                .header(header::CONTENT_DISPOSITION)
                .contains(&export.file_name())
        );
        assert!(answer.body.len() > 100, "{uri}");
        let tag = answer.header(header::ETAG).to_owned();
        let again = get_with(&router, &uri, &[(header::IF_NONE_MATCH, &tag)]).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{uri}");
        assert!(again.body.is_empty(), "{uri}");
        assert!(tags.insert(tag), "{uri}");
    }
}

#[tokio::test]
async fn every_entry_of_a_process_is_one_release() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let expected: usize = mirror
        .chain
        .entries
        .iter()
        .map(|placed| match &placed.appended.entry.body {
            Body::Agreement(_) | Body::Award(_) | Body::Tender(_) => 1,
            Body::Import(ImportBody::Record { records, .. }) => records.len(),
            _ => 0,
        })
        .sum();
    let releases = lines(&router, &path(Export::OcdsReleases)).await;
    assert_eq!(releases.len(), expected);
    let all: BTreeSet<_> = ids(&releases).into_iter().collect();
    assert_eq!(all.len(), expected, "no id is used twice");
    // The head of the history stands in it: it can be checked against the ledger.
    let head = mirror.chain.entries.iter().find_map(|placed| {
        let entry = &placed.appended.entry;
        (matches!(entry.body, Body::Award(_)) && entry.subject.number() == 1 && entry.seq == 3)
            .then(|| placed.appended.head.to_hex())
    });
    let id = format!("award-1-3-{}", head.unwrap().trim_start_matches("0x"));
    assert!(all.contains(&("ocds-213czf-award-1", id.as_str())));
}

#[tokio::test]
async fn a_record_says_what_the_award_came_to() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let answer = get(&router, "/v1/open-data/ocds-records/ocds-213czf-award-1").await;
    assert_eq!(answer.status, StatusCode::OK);
    let package = answer.json();
    let record = &package["records"][0];
    let compiled = &record["compiledRelease"];
    let award = get(&router, "/v1/awards/1").await.json();
    let contract = &compiled["contracts"][0];
    // As the award's own page says: granted with the amendment, and what was paid and recovered.
    assert_eq!(contract["value"]["amount"], 31_000);
    assert_eq!(award["granted"]["cents"], 3_100_000);
    let transactions = contract["implementation"]["transactions"]
        .as_array()
        .unwrap();
    let sum: f64 = transactions
        .iter()
        .map(|transaction| transaction["value"]["amount"].as_f64().unwrap())
        .sum();
    let paid =
        award["paid"]["cents"].as_f64().unwrap() - award["recovered"]["cents"].as_f64().unwrap();
    assert_eq!((sum * 100.0).round(), paid);
    let first = &transactions[0];
    assert_eq!(first["id"], "mandate-2026-1042");
    assert_eq!(first["relatedImplementationMilestone"]["id"], "1");
    assert_eq!(first["statusDetails"], "receipt confirmed by the payee");
    assert_eq!(
        compiled["relatedProcesses"][0]["identifier"],
        "ocds-213czf-agreement-1"
    );
    assert_eq!(
        compiled["planning"]["budget"]["projectID"],
        "B31B26000120004"
    );
    let milestones = contract["implementation"]["milestones"].as_array().unwrap();
    let statuses: Vec<_> = milestones
        .iter()
        .map(|milestone| &milestone["status"])
        .collect();
    assert_eq!(statuses, ["partiallyMet", "partiallyMet"]);
    assert_eq!(contract["amendments"].as_array().map(Vec::len), Some(1));
    // Every value that the contract's amount has had.
    let versions = &record["versionedRelease"]["contracts"][0]["value"]["amount"];
    let amounts: Vec<_> = versions
        .as_array()
        .unwrap()
        .iter()
        .map(|version| &version["value"])
        .collect();
    assert_eq!(amounts, [30_000, 31_000]);

    for wrong in [
        "ocds-213czf-award-999",
        "ocds-213czf-award-01",
        "ocds-213czf-award-1-1",
        "ocds-213czf-import-1-3",
        "ocds-213czf-import-1",
        "ocds-999999-award-1",
        "award-1",
        "x",
    ] {
        let answer = get(&router, &format!("/v1/open-data/ocds-records/{wrong}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{wrong}");
        assert_eq!(answer.problem(), "/problems/not-found");
    }
}

#[tokio::test]
async fn an_imported_record_is_reported_and_not_signed() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let answer = get(&router, "/v1/open-data/ocds-records/ocds-213czf-import-1-4").await;
    let package = answer.json();
    let compiled = &package["records"][0]["compiledRelease"];
    assert_eq!(compiled["tender"]["id"], "ZDB27337A5");
    let implementation = &compiled["contracts"][0]["implementation"];
    assert!(
        implementation.get("transactions").is_none(),
        "{implementation}"
    );
    assert_eq!(implementation["finalValue"]["amount"], 1000.01);
    let details = implementation["finalValueDetails"].as_str().unwrap();
    assert!(details.contains("above"), "{details}");
    assert_eq!(
        package["records"][0]["releases"].as_array().map(Vec::len),
        Some(1)
    );
}

#[tokio::test]
async fn pages_of_changes_have_every_release_once_and_in_order() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let all = lines(&router, &path(Export::OcdsReleases)).await;
    for limit in [1, 7, 500] {
        let mut found = Vec::new();
        let mut next = Some(format!("/v1/open-data/ocds-changes.json?limit={limit}"));
        let mut pages = 0;
        while let Some(uri) = next {
            let answer = get(&router, &uri).await;
            assert_eq!(answer.status, StatusCode::OK, "{uri}");
            let page = answer.json();
            let releases = page["releases"].as_array().unwrap().clone();
            assert!(
                !releases.is_empty(),
                "{uri}: the feed has no empty page but of nothing"
            );
            found.extend(releases);
            next = page["links"]["next"].as_str().map(str::to_owned);
            pages += 1;
        }
        assert_eq!(ids(&found), ids(&all), "{limit}");
        assert!(
            pages >= 1 && (limit == 500) == (pages == 1),
            "{limit} {pages}"
        );
    }
    // From a moment on: what became public then, and nothing before.
    let middle = all[all.len() / 2]["date"].as_str().unwrap();
    let page = get(
        &router,
        &format!("/v1/open-data/ocds-changes.json?limit=500&since={middle}"),
    )
    .await
    .json();
    let from: Vec<_> = all
        .iter()
        .filter(|release| release["date"].as_str() >= Some(middle))
        .cloned()
        .collect();
    assert_eq!(ids(page["releases"].as_array().unwrap()), ids(&from));
    let page = get(&router, "/v1/open-data/ocds-changes.json?since=2027-01-01")
        .await
        .json();
    assert_eq!(page["releases"].as_array().map(Vec::len), Some(0));
    assert!(page.get("links").is_none());
}

#[tokio::test]
async fn a_year_and_a_moment_restrict_what_is_in_a_file() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    for export in Export::ALL.iter().filter(|export| export.year().is_some()) {
        let uri = path(*export);
        let all = get(&router, &uri).await.body;
        let of_2026 = get(&router, &format!("{uri}?year=2026")).await.body;
        assert_eq!(
            String::from_utf8(of_2026),
            String::from_utf8(all.clone()),
            "{uri}"
        );
        let of_2025 = get(&router, &format!("{uri}?year=2025")).await;
        assert_eq!(of_2025.status, StatusCode::OK, "{uri}");
        assert!(of_2025.body.len() < all.len(), "{uri}");
    }
    // As it stood then.
    let uri = path(Export::OcdsReleases);
    let all = lines(&router, &uri).await;
    let block = mirror.chain.block / 2;
    let then = lines(&router, &format!("{uri}?at={block}")).await;
    assert!(!then.is_empty() && then.len() < all.len(), "{}", then.len());
    assert_eq!(then, all[..then.len()]);
    let before = get(&router, &format!("{}?at=0", path(Export::Giving360Table))).await;
    assert_eq!(
        String::from_utf8(before.body).unwrap().lines().count(),
        1,
        "the heading alone"
    );
}

#[tokio::test]
async fn what_cannot_be_asked_is_refused_by_name() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    for (query, parameter) in [
        ("ocds-releases.jsonl?year=26", "year"),
        ("ocds-releases.jsonl?year=2200", "year"),
        ("catalogue.jsonld?year=2026", "year"),
        ("ocds-changes.json?since=yesterday", "since"),
        ("ocds-changes.json?cursor=3", "cursor"),
        ("ocds-changes.json?limit=501", "limit"),
        ("ocds-changes.json?limit=0", "limit"),
        ("ocds-changes.json?at=1", "at"),
    ] {
        let answer = get(&router, &format!("/v1/open-data/{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
        assert_eq!(answer.problem(), "/problems/invalid-parameter");
        assert_eq!(answer.json()["parameter"], parameter, "{query}");
    }
    let mut config = mirror.config();
    config.exports = 0;
    let answer = get(&portico_api::router(&config), &path(Export::Iati)).await;
    assert_eq!(answer.problem(), "/problems/busy");
}

#[tokio::test]
async fn the_operator_says_who_publishes_and_with_which_prefix() {
    let mirror = Mirror::of_the_story();
    let mut config = mirror.config();
    let founder = get(
        &portico_api::router(&config),
        &path(Export::OcdsReleasePackage),
    )
    .await
    .json();
    assert_eq!(founder["publisher"]["name"], "Comune di Portico di Sotto");
    assert!(founder["uri"].as_str().unwrap().starts_with("urn:portico:"));
    config.public_url = Some("https://registro.example.it/".into());
    config.operator.name = Some("Città metropolitana di Esempio".into());
    config.open_data.ocid_prefix = "ocds-a1b2c3".parse().unwrap();
    config.open_data.policy = Some("https://registro.example.it/dati".into());
    let told = get(
        &portico_api::router(&config),
        &path(Export::OcdsReleasePackage),
    )
    .await
    .json();
    assert_eq!(told["publisher"]["name"], "Città metropolitana di Esempio");
    assert_eq!(
        told["uri"],
        "https://registro.example.it/v1/open-data/ocds-release-package.json"
    );
    assert_eq!(
        told["publicationPolicy"],
        "https://registro.example.it/dati"
    );
    assert_eq!(told["releases"][0]["ocid"], "ocds-a1b2c3-agreement-1");
}

#[tokio::test]
async fn the_tables_of_italian_law_have_the_columns_that_it_requires() {
    let mirror = Mirror::of_the_story();
    let router = portico_api::router(&mirror.config());
    let text = |export| {
        let router = router.clone();
        async move { String::from_utf8(get(&router, &path(export)).await.body).unwrap() }
    };
    insta::assert_snapshot!(
        "art_27",
        text(Export::Transparency).await.replace("\r\n", "\n")
    );
    insta::assert_snapshot!(
        "legge_190_csv",
        text(Export::Legge190Table).await.replace("\r\n", "\n")
    );
    insta::assert_snapshot!("legge_190_xml", text(Export::Legge190).await);
    insta::assert_snapshot!(
        "giving_360_csv",
        text(Export::Giving360Table).await.replace("\r\n", "\n")
    );
}

#[tokio::test]
async fn a_tender_is_one_process_with_its_bids_and_awards() {
    let mirror = Mirror::of_tenders();
    let router = portico_api::router(&mirror.config());
    let answer = get(&router, "/v1/open-data/ocds-records/ocds-213czf-tender-1").await;
    assert_eq!(answer.status, StatusCode::OK);
    let package = answer.json();
    let record = &package["records"][0];
    let entries = mirror.chain.entries.iter().filter(|placed| {
        let entry = &placed.appended.entry;
        matches!(entry.body, Body::Tender(_)) && entry.subject.number() == 1
    });
    assert_eq!(
        record["releases"].as_array().unwrap().len(),
        entries.count()
    );
    let compiled = &record["compiledRelease"];
    let tender = &compiled["tender"];
    assert_eq!(tender["procurementMethod"], "open");
    assert_eq!(tender["status"], "complete");
    assert_eq!(tender["numberOfTenderers"], 3);
    assert_eq!(tender["amendments"].as_array().map(Vec::len), Some(1));
    // Revealed and first, then excluded; revealed and chosen; never revealed.
    let bids = compiled["bids"]["details"].as_array().unwrap();
    let mut statuses: Vec<_> = bids
        .iter()
        .map(|bid| {
            (
                bid["status"].as_str().unwrap(),
                bid["value"]["amount"].as_u64(),
            )
        })
        .collect();
    statuses.sort_unstable();
    assert_eq!(
        statuses,
        [
            ("disqualified", Some(210_000)),
            ("pending", None),
            ("valid", Some(220_000))
        ]
    );
    // The award that was revoked and the one that holds have each their own supplier.
    let awards = compiled["awards"].as_array().unwrap();
    let held: Vec<_> = awards
        .iter()
        .map(|award| {
            assert_eq!(
                award["suppliers"].as_array().map(Vec::len),
                Some(1),
                "{award}"
            );
            award["status"].as_str().unwrap()
        })
        .collect();
    assert_eq!(held, ["cancelled", "active"]);
    let contract = &compiled["contracts"][0];
    assert_eq!(contract["awardID"], awards[1]["id"]);
    assert_eq!(contract["value"]["amount"], 230_000);
    // Nothing of a sealed bid but that it was made.
    let text = record.to_string();
    for placed in &mirror.chain.entries {
        if let Body::Tender(TenderBody::Bid { commitment }) = &placed.appended.entry.body {
            assert!(!text.contains(commitment.to_hex().trim_start_matches("0x")));
        }
    }
    let direct = get(&router, "/v1/open-data/ocds-records/ocds-213czf-tender-2")
        .await
        .json();
    let direct = &direct["records"][0]["compiledRelease"];
    assert_eq!(direct["tender"]["procurementMethod"], "direct");
    assert_eq!(direct["awards"][0]["status"], "active");
}

#[tokio::test]
async fn the_award_that_carries_a_contract_out_belongs_to_the_tenders_process() {
    let chain = sample::tender_story().expect("the rules accept the story");
    let mirror = Mirror::of(chain);
    let router = portico_api::router(&mirror.config());
    let package = get(&router, "/v1/open-data/ocds-records/ocds-213czf-tender-1")
        .await
        .json();
    let compiled = &package["records"][0]["compiledRelease"];
    let contracts = compiled["contracts"].as_array().unwrap();
    assert_eq!(contracts.len(), 1, "{contracts:?}");
    let milestones = &contracts[0]["implementation"]["milestones"];
    assert_eq!(milestones.as_array().map(Vec::len), Some(2));
    assert_eq!(compiled["awards"].as_array().map(Vec::len), Some(1));
    let city = compiled["parties"]
        .as_array()
        .unwrap()
        .iter()
        .find(|party| party["id"] == compiled["buyer"]["id"]);
    let roles = &city.unwrap()["roles"];
    assert_eq!(
        *roles,
        serde_json::json!(["buyer", "procuringEntity", "payer", "attester"])
    );
    let answer = get(&router, "/v1/open-data/ocds-records/ocds-213czf-award-1").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    // ANAC's dataset: by the procedure, with everybody who bid.
    let xml = String::from_utf8(get(&router, &path(Export::Legge190)).await.body).unwrap();
    assert!(
        xml.contains("<sceltaContraente>01-PROCEDURA APERTA</sceltaContraente>"),
        "{xml}"
    );
    let bidders = xml.matches("<partecipante>").count();
    assert!(
        bidders >= 1 && xml.matches("<aggiudicatario>").count() == 1,
        "{xml}"
    );
}

#[tokio::test]
async fn another_licence_is_another_answer() {
    let mirror = Mirror::of_the_story();
    let uri = path(Export::ALL[0]);
    let usual = get(&portico_api::router(&mirror.config()), &uri).await;
    let mut config = mirror.config();
    config.open_data.licence = "https://www.dati.gov.it/iodl/2.0/".into();
    let router = portico_api::router(&config);
    let tag = usual.header(header::ETAG).to_owned();
    let known = [(header::IF_NONE_MATCH, tag.as_str())];
    let other = get_with(&router, &uri, &known).await;
    assert_eq!(
        other.status,
        StatusCode::OK,
        "what the caller has names the usual licence"
    );
    assert_ne!(other.header(header::ETAG), tag);
    // And the same settings give the same tag, at every start.
    let again = get(&portico_api::router(&config), &uri).await;
    assert_eq!(again.header(header::ETAG), other.header(header::ETAG));
}
