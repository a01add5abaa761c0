//! A passkey is a second factor: what that means beside passwords, codes and the rule of a role.

use super::*;
use shared::kernel::Role;
use shared::platform::access::{GetAccessRules, SetAccessRule};

async fn ask_representatives(bench: &Bench) {
    let rule = SetAccessRule {
        role: Role::Representative,
        required: true,
    };
    bench.run(&bench.administrator, rule).await.unwrap();
}

both!(a_passkey_keeps_the_rule_of_a_role, async |bench: &Bench| {
    at_a_name(bench);
    let mut device = Authenticator::new(1);
    add(bench, &bench.rep, &mut device, "Key").await.unwrap();
    let by_password = async || {
        let services = &bench.services;
        services
            .sign_in("rep@example.com", PASSWORD, "", "x")
            .await
            .unwrap()
    };
    // Without the rule a passkey is a convenience: the password opens alone.
    assert!(by_password().await.complete);
    ask_representatives(bench).await;
    let rules = bench.run(&bench.administrator, GetAccessRules {}).await;
    let rules = rules.unwrap();
    let own = rules.iter().find(|rule| rule.role == Role::Representative);
    assert_eq!(own.map(|rule| rule.protected), Some(1));
    // With it the password alone neither opens nor lets another factor be set up.
    let step = by_password().await;
    assert!(!step.complete);
    assert!(bench.services.second_step_open(&step.token).await.unwrap());
    assert!(
        bench
            .services
            .second_step(&step.token, "000000", FROM)
            .await
            .is_err()
    );
    // The passkey opens everything.
    let token = come(bench, &device).await.unwrap();
    let signed_in = bench.services.authenticate(&token).await.unwrap().unwrap();
    assert!(!signed_in.must_enrol);
    // Who has none sets a code up first, as before.
    let services = &bench.services;
    let colleague = services
        .sign_in("colleague@example.com", PASSWORD, "", "x")
        .await;
    let token = colleague.unwrap().token;
    assert!(
        services
            .authenticate(&token)
            .await
            .unwrap()
            .unwrap()
            .must_enrol
    );
});

both!(who_has_a_code_is_not_asked_for_it, async |bench: &Bench| {
    at_a_name(bench);
    let mut device = Authenticator::new(1);
    add(bench, &bench.rep, &mut device, "Key").await.unwrap();
    let user = bench.rep.user_id;
    let mut session = bench.services.store().write().await.unwrap();
    store::platform::access::begin_factor(&mut session, user, "GEZDGNBVGY3TQOJQ")
        .await
        .unwrap();
    store::platform::access::confirm_factor(&mut session, user, START, 1)
        .await
        .unwrap();
    session.commit().await.unwrap();
    let token = come(bench, &device).await.unwrap();
    assert!(bench.services.authenticate(&token).await.unwrap().is_some());
    let services = &bench.services;
    let entry = services.sign_in("rep@example.com", PASSWORD, "", "x").await;
    assert!(!entry.unwrap().complete);
});
