# The wallets of a process.

@0x93e1a9d1a332c635;

using Proxy = import "/mp/proxy.capnp";
using Swift = import "/mp/swift.capnp";
using Handler = import "handler.capnp";
$Swift.module("BitcoinInterfaces");
$Swift.module("BitcoinPrimitives");
$Swift.module("BitcoinSupport");

interface WalletLoader $Proxy.wrap("WalletLoader") {
    verify @0 (context :Proxy.Context) -> ();
    load @1 (context :Proxy.Context) -> ();
    start @2 (context :Proxy.Context) -> ();
    stop @3 (context :Proxy.Context) -> ();
    setMockTime @4 (context :Proxy.Context, seconds :Int64) -> ();
    getWalletDir @5 (context :Proxy.Context) -> (result :Text);
    listWalletDir @6 (context :Proxy.Context) -> (result :List(WalletDirectoryEntry));
    forward @7 (context :Proxy.Context, seconds :Int64) -> ();
    getWalletNames @8 (context :Proxy.Context) -> (result :List(Text));
    getWallet @9 (context :Proxy.Context, name :Text) -> (result :Wallet $Swift.optional);
    createWallet @10 (
        context :Proxy.Context, name :Text, passphrase :Data, traits :WalletTraits
    ) -> (result :List(Text));
    loadWallet @11 (context :Proxy.Context, name :Text) -> (result :List(Text));
    restoreWallet @12 (context :Proxy.Context, name :Text, backup :Text $Swift.label("from"))
        -> (result :List(Text));
    unloadWallet @13 (context :Proxy.Context, name :Text) -> ();
    getSandboxInfo @14 (context :Proxy.Context) -> (result :Text $Swift.type("JSONValue"));
}

struct WalletDirectoryEntry $Proxy.wrap("WalletDirectoryEntry") {
    name @0 :Text;
    format @1 :Text;
}

struct WalletTraits $Proxy.wrap("WalletTraits") {
    hasNoPrivateKeys @0 :Bool;
    isBlank @1 :Bool;
    avoidsReuse @2 :Bool;
}

interface Wallet $Proxy.wrap("Wallet") {
    destroy @0 (context :Proxy.Context) -> ();
    getWalletName @1 (context :Proxy.Context) -> (result :Text);
    privateKeysDisabled @2 (context :Proxy.Context) -> (result :Bool);
    isCrypted @3 (context :Proxy.Context) -> (result :Bool);
    isLocked @4 (context :Proxy.Context) -> (result :Bool);
    encryptWallet @5 (context :Proxy.Context, passphrase :Data) -> ();
    unlock @6 (context :Proxy.Context, passphrase :Data) -> (result :Bool);
    lock @7 (context :Proxy.Context) -> ();
    changeWalletPassphrase @8 (
        context :Proxy.Context, old :Data $Swift.label("from"), new :Data $Swift.label("to")
    ) -> (result :Bool);
    canGetAddresses @9 (context :Proxy.Context) -> (result :Bool);
    getNewAddress @10 (context :Proxy.Context, type :Text, label :Text) -> (result :Text);
    getAddresses @11 (context :Proxy.Context) -> (result :List(WalletAddress));
    setAddressBook @12 (
        context :Proxy.Context, address :Text $Swift.label("_"), label :Text, purpose :Text
    ) -> ();
    delAddressBook @13 (context :Proxy.Context, address :Text $Swift.label("_")) -> (result :Bool);
    getBalances @14 (context :Proxy.Context) -> (result :WalletBalances);
    listCoins @15 (context :Proxy.Context) -> (result :List(WalletCoin));
    lockCoin @16 (
        context :Proxy.Context, coin :Data $Swift.type("OutPoint") $Swift.label("_"), isPersistent :Bool
    ) -> ();
    unlockCoin @17 (context :Proxy.Context, coin :Data $Swift.type("OutPoint") $Swift.label("_"))
        -> (result :Bool);
    listLockedCoins @18 (context :Proxy.Context) -> (result :List(Data) $Swift.type("OutPoint"));
    getWalletTxs @19 (context :Proxy.Context) -> (result :List(WalletTx));
    getWalletTx @20 (context :Proxy.Context, txid :Data $Swift.type("Txid") $Swift.label("_"))
        -> (result :WalletTx $Swift.optional);
    createTransaction @21 (
        context :Proxy.Context, payments :List(WalletPayment) $Swift.label("_"),
        wishes :WalletPaymentWishes, signs :Bool
    ) -> (result :WalletDraft);
    commitTransaction @22 (
        context :Proxy.Context, transaction :Data $Swift.type("Transaction") $Swift.label("_")
    ) -> ();
    transactionCanBeAbandoned @23 (
        context :Proxy.Context, txid :Data $Swift.type("Txid") $Swift.label("_")
    ) -> (result :Bool);
    abandonTransaction @24 (context :Proxy.Context, txid :Data $Swift.type("Txid") $Swift.label("_")) -> ();
    bumpTransaction @25 (
        context :Proxy.Context, txid :Data $Swift.type("Txid") $Swift.label("_"),
        feeRate :Int64 $Swift.type("FeeRate"), hasFeeRate :Bool
    ) -> (result :WalletBump);
    backupWallet @26 (context :Proxy.Context, path :Text $Swift.label("_")) -> ();
    exportWatchOnlyWallet @27 (context :Proxy.Context, path :Text $Swift.label("_")) -> ();
    abortRescan @28 (context :Proxy.Context) -> ();
    handleNotifications @29 (
        context :Proxy.Context, notifications :WalletNotifications $Swift.label("_")
    ) -> (result :Handler.Handler);
    getAddressReceiveRequests @30 (context :Proxy.Context) -> (result :List(Data));
    setAddressReceiveRequest @31 (
        context :Proxy.Context, address :Text $Swift.label("_"), id :Text, value :Data
    ) -> ();
}

interface WalletNotifications $Proxy.wrap("WalletNotifications") {
    destroy @0 (context :Proxy.Context) -> ();
    transactionChanged @1 (context :Proxy.Context, txid :Data $Swift.type("Txid") $Swift.label("_")) -> ();
    addressBookChanged @2 (context :Proxy.Context, address :WalletAddress $Swift.label("_")) -> ();
    statusChanged @3 (context :Proxy.Context) -> ();
    scanProgressed @4 (context :Proxy.Context, percent :Int32) -> ();
    unloaded @5 (context :Proxy.Context) -> ();
    newsLost @6 (context :Proxy.Context) -> ();
}

struct WalletAddress $Proxy.wrap("WalletAddress") {
    address @0 :Text;
    label @1 :Text;
    purpose @2 :Text;
    isMine @3 :Bool;
}

struct WalletBalances $Proxy.wrap("WalletBalances") {
    trusted @0 :Int64 $Swift.type("Amount");
    untrustedPending @1 :Int64 $Swift.type("Amount");
    immature @2 :Int64 $Swift.type("Amount");
    used @3 :Int64 $Swift.type("Amount");
    outsideOfMempool @4 :Int64 $Swift.type("Amount");
}

struct WalletCoin $Proxy.wrap("WalletCoin") {
    outPoint @0 :Data $Swift.type("OutPoint");
    output @1 :Data $Swift.type("TransactionOutput");
    depth @2 :Int32;
    isLocked @3 :Bool;
}

struct WalletTx $Proxy.wrap("WalletTx") {
    transaction @0 :Data $Swift.type("Transaction");
    status @1 :WalletTxStatus;
    depth @2 :Int32;
    timeSeconds @3 :Int64;
    credit @4 :Int64 $Swift.type("Amount");
    debit @5 :Int64 $Swift.type("Amount");
}

enum WalletTxStatus $Swift.wrapped {
    confirmed @0;
    inMempool @1;
    conflicted @2;
    inactive @3;
    abandoned @4;
}

struct WalletPayment $Proxy.wrap("WalletPayment") {
    address @0 :Text;
    amount @1 :Int64 $Swift.type("Amount");
    subtractsFee @2 :Bool;
}

struct WalletPaymentWishes $Proxy.wrap("WalletPaymentWishes") {
    coins @0 :List(Data) $Swift.type("OutPoint");
    allowsOtherCoins @1 :Bool;
    feeRate @2 :Int64 $Swift.type("FeeRate");
    hasFeeRate @3 :Bool;
    confirmationTarget @4 :Int32;
    changeAddress @5 :Text;
}

struct WalletDraft $Proxy.wrap("WalletDraft") {
    transaction @0 :Data $Swift.type("Transaction");
    fee @1 :Int64 $Swift.type("Amount");
    changePosition @2 :Int32;
    hasChangePosition @3 :Bool;
}

struct WalletBump $Proxy.wrap("WalletBump") {
    txid @0 :Data $Swift.type("Txid");
    oldFee @1 :Int64 $Swift.type("Amount");
    newFee @2 :Int64 $Swift.type("Amount");
}
