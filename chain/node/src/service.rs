// SPDX-License-Identifier: EUPL-1.2
//! Puts the node together: database and executor, transaction pool, network, RPC, and for a
//! validator the making (Aura) and finalising (GRANDPA) of blocks.

use std::{path::PathBuf, sync::Arc, time::Duration};

use sc_consensus::LongestChain;
use sc_consensus_aura::{ImportQueueParams, SlotProportion, StartAuraParams};
use sc_consensus_grandpa::{GrandpaBlockImport, GrandpaParams, LinkHalf, SharedVoterState};
use sc_executor::{DEFAULT_HEAP_ALLOC_STRATEGY, HeapAllocStrategy, WasmExecutor};
use sc_network::{Litep2pNetworkBackend, NetworkBackend, config::FullNetworkConfiguration};
use sc_service::{
    BuildNetworkParams, Configuration, Error, SpawnTasksParams, TFullBackend, TFullClient,
    TaskManager, config::ExecutorConfiguration,
};
use sc_telemetry::{Telemetry, TelemetryWorker};
use sc_transaction_pool::TransactionPoolHandle;
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_consensus_aura::{SlotDuration, sr25519::AuthorityPair};

use crate::{
    finality::Prover,
    rpc,
    runtime_api::{Block, Hash, RuntimeApi},
};

/// Runs the runtime's Wasm.
type Executor = WasmExecutor<sp_io::SubstrateHostFunctions>;
/// Gives access to blocks and state.
pub type Client = TFullClient<Block, RuntimeApi, Executor>;
/// The database.
pub type Backend = TFullBackend<Block>;
/// Extrinsics that wait for a block.
pub type Pool = TransactionPoolHandle<Block, Client>;
/// Extend the longest chain that is not against finality.
type SelectChain = LongestChain<Backend, Block>;
/// Takes blocks in and follows the changes of GRANDPA's authorities in them.
type BlockImport = GrandpaBlockImport<Backend, Block, Client, SelectChain>;

/// GRANDPA stores a justification at least every so many blocks, beside those at the end of an
/// authority set and that of the best finalised block.
const JUSTIFICATION_PERIOD: u32 = 512;

/// How long a GRANDPA message may take through the network. Finality takes a few of these.
const GOSSIP_DURATION: Duration = Duration::from_millis(333);

/// Makes an executor that remembers the compiled runtime in `cache`.
fn executor(config: &ExecutorConfiguration, cache: PathBuf) -> Executor {
    let heap = config
        .default_heap_pages
        .map_or(DEFAULT_HEAP_ALLOC_STRATEGY, |pages| {
            HeapAllocStrategy::Static {
                extra_pages: pages as _,
            }
        });
    WasmExecutor::builder()
        .with_execution_method(config.wasm_method)
        .with_onchain_heap_alloc_strategy(heap)
        .with_offchain_heap_alloc_strategy(heap)
        .with_max_runtime_instances(config.max_runtime_instances)
        .with_runtime_cache_size(config.runtime_cache_size)
        .with_cache_path(cache)
        .build()
}

/// What there is before the network.
struct Parts {
    client: Arc<Client>,
    backend: Arc<Backend>,
    task_manager: TaskManager,
    keystore: sp_keystore::KeystorePtr,
    pool: Arc<Pool>,
    select_chain: SelectChain,
    import_queue: sc_consensus::DefaultImportQueue<Block>,
    block_import: BlockImport,
    grandpa_link: LinkHalf<Block, Client, SelectChain>,
    slot_duration: SlotDuration,
    telemetry: Option<Telemetry>,
}

fn parts(config: &Configuration, wasm_cache: Option<PathBuf>) -> Result<Parts, Error> {
    let telemetry = config
        .telemetry_endpoints
        .clone()
        .filter(|endpoints| !endpoints.is_empty())
        .map(|endpoints| -> Result<_, sc_telemetry::Error> {
            let worker = TelemetryWorker::new(16)?;
            let telemetry = worker.handle().new_telemetry(endpoints);
            Ok((worker, telemetry))
        })
        .transpose()?;
    let handle = telemetry.as_ref().map(|(_, telemetry)| telemetry.handle());

    let cache = wasm_cache.unwrap_or_else(|| config.base_path.path().join("wasm-cache"));
    let (client, backend, keystore_container, task_manager) =
        sc_service::new_full_parts::<Block, RuntimeApi, _>(
            config,
            handle.clone(),
            executor(&config.executor, cache),
            Vec::new(),
        )?;
    let client = Arc::new(client);
    let telemetry = telemetry.map(|(worker, telemetry)| {
        task_manager
            .spawn_handle()
            .spawn("telemetry", None, worker.run());
        telemetry
    });

    let select_chain = LongestChain::new(backend.clone());
    let pool = Arc::from(
        sc_transaction_pool::Builder::new(
            task_manager.spawn_essential_handle(),
            client.clone(),
            config.role.is_authority().into(),
        )
        .with_options(config.transaction_pool.clone())
        .with_prometheus(config.prometheus_registry())
        .build(),
    );

    let (block_import, grandpa_link) = sc_consensus_grandpa::block_import(
        client.clone(),
        JUSTIFICATION_PERIOD,
        &client,
        select_chain.clone(),
        handle.clone(),
    )?;
    let slot_duration = sc_consensus_aura::slot_duration(&*client)?;
    let import_queue = sc_consensus_aura::import_queue::<AuthorityPair, _, _, _, _, _>(
        ImportQueueParams {
            block_import: block_import.clone(),
            justification_import: Some(Box::new(block_import.clone())),
            client: client.clone(),
            create_inherent_data_providers: move |_, ()| async move { Ok(inherent_data(slot_duration)) },
            spawner: &task_manager.spawn_essential_handle(),
            registry: config.prometheus_registry(),
            check_for_equivocation: Default::default(),
            telemetry: handle,
            compatibility_mode: Default::default(),
        },
    )?;

    Ok(Parts {
        client,
        backend,
        task_manager,
        keystore: keystore_container.keystore(),
        pool,
        select_chain,
        import_queue,
        block_import,
        grandpa_link,
        slot_duration,
        telemetry,
    })
}

/// The slot and the time that a block carries.
fn inherent_data(
    slot_duration: SlotDuration,
) -> (
    sp_consensus_aura::inherents::InherentDataProvider,
    sp_timestamp::InherentDataProvider,
) {
    let now = sp_timestamp::InherentDataProvider::from_system_time();
    let slot = sp_consensus_aura::inherents::InherentDataProvider::from_timestamp_and_slot_duration(
        *now,
        slot_duration,
    );
    (slot, now)
}

/// Starts the node. It runs as long as the returned manager lives.
///
/// # Errors
/// A database, port, key or specification that cannot be used.
pub fn start(config: Configuration, wasm_cache: Option<PathBuf>) -> Result<TaskManager, Error> {
    let Parts {
        client,
        backend,
        mut task_manager,
        keystore,
        pool,
        select_chain,
        import_queue,
        block_import,
        grandpa_link,
        slot_duration,
        mut telemetry,
    } = parts(&config, wasm_cache)?;

    let genesis = client.chain_info().genesis_hash;
    let registry = config.prometheus_registry().cloned();
    let metrics =
        <Litep2pNetworkBackend as NetworkBackend<Block, Hash>>::register_notification_metrics(
            registry.as_ref(),
        );
    let mut net_config = FullNetworkConfiguration::<_, _, Litep2pNetworkBackend>::new(
        &config.network,
        registry.clone(),
    );
    let grandpa_protocol =
        sc_consensus_grandpa::protocol_standard_name(&genesis, &config.chain_spec);
    let (grandpa_peers, grandpa_notifications) =
        sc_consensus_grandpa::grandpa_peers_set_config::<Block, Litep2pNetworkBackend>(
            grandpa_protocol.clone(),
            metrics.clone(),
            net_config.peer_store_handle(),
        );
    net_config.add_notification_protocol(grandpa_peers);

    let (network, system_rpc_tx, tx_handler_controller, sync_service, _bitswap) =
        sc_service::build_network(BuildNetworkParams {
            config: &config,
            net_config,
            client: client.clone(),
            transaction_pool: pool.clone(),
            spawn_handle: task_manager.spawn_handle(),
            spawn_essential_handle: task_manager.spawn_essential_handle(),
            import_queue,
            block_announce_validator_builder: None,
            // A node keeps every state by default, so it executes every block.
            warp_sync_config: None,
            block_relay: None,
            metrics,
            gap_sync_body_policy: None,
        })?;

    let role = config.role;
    let name = config.network.node_name.clone();
    let force_authoring = config.force_authoring;
    let votes = !config.disable_grandpa;

    let voter_state = SharedVoterState::empty();
    let grandpa_rpc = rpc::GrandpaParts {
        authority_set: grandpa_link.shared_authority_set().clone(),
        voter_state: voter_state.clone(),
        justifications: grandpa_link.justification_stream(),
        prover: Prover::new(backend.clone(), grandpa_link.shared_authority_set().clone()),
    };
    let rpc_builder = {
        let (client, pool) = (client.clone(), pool.clone());
        Box::new(move |executor| rpc::methods(client.clone(), pool.clone(), &grandpa_rpc, executor))
    };
    sc_service::spawn_tasks(SpawnTasksParams {
        config,
        client: client.clone(),
        backend,
        task_manager: &mut task_manager,
        keystore: keystore.clone(),
        transaction_pool: pool.clone(),
        rpc_builder,
        network: network.clone(),
        system_rpc_tx,
        tx_handler_controller,
        sync_service: sync_service.clone(),
        telemetry: telemetry.as_mut(),
        tracing_execute_block: None,
    })?;
    let telemetry = telemetry.as_ref().map(Telemetry::handle);

    if role.is_authority() {
        let proposer_factory = sc_basic_authorship::ProposerFactory::new(
            task_manager.spawn_handle(),
            client.clone(),
            pool.clone(),
            registry.as_ref(),
            telemetry.clone(),
        );
        let aura = sc_consensus_aura::start_aura::<AuthorityPair, _, _, _, _, _, _, _, _, _, _>(
            StartAuraParams {
                slot_duration,
                client,
                select_chain,
                block_import,
                proposer_factory,
                create_inherent_data_providers: move |_, ()| async move {
                    Ok(inherent_data(slot_duration))
                },
                force_authoring,
                backoff_authoring_blocks: None::<()>,
                keystore: keystore.clone(),
                sync_oracle: sync_service.clone(),
                justification_sync_link: sync_service.clone(),
                // The last third of a slot is for the block's way to the others.
                block_proposal_slot_portion: SlotProportion::new(2f32 / 3f32),
                max_block_proposal_slot_portion: None,
                telemetry: telemetry.clone(),
                compatibility_mode: Default::default(),
            },
        )?;
        task_manager
            .spawn_essential_handle()
            .spawn_blocking("aura", Some("block-authoring"), aura);
    }

    if votes {
        // Without authority keys this follows the votes of others.
        let voter = sc_consensus_grandpa::run_grandpa_voter(GrandpaParams {
            config: sc_consensus_grandpa::Config {
                gossip_duration: GOSSIP_DURATION,
                justification_generation_period: JUSTIFICATION_PERIOD,
                name: Some(name),
                observer_enabled: false,
                keystore: role.is_authority().then_some(keystore),
                local_role: role,
                telemetry: telemetry.clone(),
                protocol_name: grandpa_protocol,
            },
            link: grandpa_link,
            network,
            sync: sync_service,
            notification_service: grandpa_notifications,
            voting_rule: sc_consensus_grandpa::VotingRulesBuilder::default().build(),
            prometheus_registry: registry,
            shared_voter_state: voter_state,
            telemetry,
            offchain_tx_pool_factory: OffchainTransactionPoolFactory::new(pool),
        })?;
        task_manager
            .spawn_essential_handle()
            .spawn_blocking("grandpa-voter", None, voter);
    }
    Ok(task_manager)
}
