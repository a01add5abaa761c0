//! The group of an account, with what each part has together with all below it.

use super::accounts::{create, edit};
use crate::bench::Bench;
use crate::both;
use crate::deals::fixture::new_deal;
use shared::crm::accounts::{AccountChange, GetAccountRelated};
use shared::kernel::{AccountId, Actor, Currency, Money};

both!(
    a_group_adds_up_what_the_reader_may_see,
    async |bench: &Bench| {
        let top = create(bench, &bench.rep, "Holding").await;
        let alone = create(bench, &bench.rep, "Alone").await;
        let mut under = Vec::new();
        for (name, parent) in [("Zürich", top.id), ("Éire", top.id)] {
            let account = create(bench, &bench.rep, name).await;
            let put = vec![AccountChange::Parent(Some(parent))];
            under.push(edit(bench, &bench.rep, &account, put).await.unwrap());
        }
        let sell = async |actor: &Actor, account: AccountId, euros: i64| {
            let mut new = new_deal(bench, "Deal", Money::new(euros * 100, Currency::EUR)).await;
            new.account_id = Some(account);
            bench.run(actor, new).await.unwrap();
        };
        sell(&bench.rep, under[0].id, 30).await;
        sell(&bench.rep, top.id, 1).await;
        sell(&bench.stranger, under[1].id, 500).await;
        let group = async |actor: &Actor, id| {
            let related = bench.run(actor, GetAccountRelated { id }).await.unwrap();
            related
                .group
                .into_iter()
                .map(|line| {
                    let open = line.open.first().map_or(0, |money| money.minor / 100);
                    (line.name, line.depth, line.open_count, open)
                })
                .collect::<Vec<_>>()
        };
        // The same from every member; a stranger's deal is not in it.
        let own = vec![
            ("Holding".to_owned(), 0, 2, 31),
            ("Éire".to_owned(), 1, 0, 0),
            ("Zürich".to_owned(), 1, 1, 30),
        ];
        assert_eq!(group(&bench.rep, under[0].id).await, own);
        assert_eq!(group(&bench.rep, top.id).await, own);
        let all = group(&bench.administrator, top.id).await;
        assert_eq!(all[0], ("Holding".to_owned(), 0, 3, 531));
        assert_eq!(group(&bench.rep, alone.id).await, []);
    }
);
