// Reads the cases of script-differential from standard input, gives Bitcoin Core's verdict on each, and prints those on
// which the two differ. Linked with Core's own libraries; see test/interop/run-scripts.

#include <consensus/tx_check.h>
#include <consensus/validation.h>
#include <primitives/transaction.h>
#include <script/interpreter.h>
#include <script/script_error.h>
#include <streams.h>
#include <util/strencodings.h>

#include <cstdlib>
#include <iostream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

static bool Read(const std::string& hex, CMutableTransaction& tx)
{
    const std::vector<unsigned char> bytes{ParseHex(hex)};
    try {
        SpanReader reader{bytes};
        reader >> TX_WITH_WITNESS(tx);
        return reader.empty();
    } catch (const std::exception&) {
        return false;
    }
}

static std::string JudgeScript(std::istringstream& fields)
{
    uint64_t flags;
    size_t index;
    std::string hex, spent;
    fields >> flags >> index >> hex >> spent;
    CMutableTransaction mutable_tx;
    if (!Read(hex, mutable_tx)) return "unreadable";
    const CTransaction tx{mutable_tx};
    std::vector<CTxOut> outputs;
    std::istringstream list{spent};
    for (std::string item; std::getline(list, item, ',');) {
        const size_t colon{item.find(':')};
        const std::vector<unsigned char> script{ParseHex(item.substr(colon + 1))};
        outputs.emplace_back(std::stoll(item.substr(0, colon)), CScript(script.begin(), script.end()));
    }
    const CTxOut output{outputs.at(index)};
    PrecomputedTransactionData data;
    data.Init(tx, std::move(outputs));
    const TransactionSignatureChecker checker{&tx, static_cast<unsigned int>(index), output.nValue, data, MissingDataBehavior::FAIL};
    ScriptError error{SCRIPT_ERR_OK};
    const CTxIn& input{tx.vin.at(index)};
    const bool valid{VerifyScript(input.scriptSig, output.scriptPubKey, &input.scriptWitness, script_verify_flags::from_int(flags), checker, &error)};
    return valid ? "No error" : ScriptErrorString(error);
}

static std::string JudgeTransaction(std::istringstream& fields)
{
    std::string hex;
    fields >> hex;
    CMutableTransaction mutable_tx;
    if (!Read(hex, mutable_tx)) return "unreadable";
    const CTransaction tx{mutable_tx};
    std::ostringstream verdict;
    verdict << tx.GetHash().ToString() << ' ' << tx.GetWitnessHash().ToString() << ' ' << GetTransactionWeight(tx) << ' ';
    TxValidationState state;
    if (CheckTransaction(tx, state)) {
        unsigned int operations{0};
        for (const CTxIn& input : tx.vin) operations += input.scriptSig.GetSigOpCount(/*fAccurate=*/false);
        for (const CTxOut& output : tx.vout) operations += output.scriptPubKey.GetSigOpCount(/*fAccurate=*/false);
        verdict << operations;
    } else {
        verdict << state.GetRejectReason();
    }
    return verdict.str();
}

int main()
{
    size_t cases{0}, valid{0}, differences{0};
    for (std::string line; std::getline(std::cin, line);) {
        std::istringstream fields{line};
        std::string kind;
        fields >> kind;
        const std::string expected{kind == "script" ? JudgeScript(fields) : JudgeTransaction(fields)};
        std::string claimed;
        std::getline(fields >> std::ws, claimed);
        ++cases;
        if (expected == "No error") ++valid;
        if (claimed != expected) {
            ++differences;
            std::cout << "here: " << claimed << "\nthere: " << expected << "\ncase: " << line << "\n\n";
        }
    }
    std::cout << cases << " cases, " << valid << " of them scripts that pass, " << differences << " differences\n";
    return differences == 0 && cases > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
