// Verifies the blocks that `validation-bench prepare` has written with Bitcoin Core's own libraries, on one thread, as
// `validation-bench verify` does:
//
//     reference FOLDER ROUNDS
//
// See test/bench/run-blocks.

#include <chainparams.h>
#include <coins.h>
#include <consensus/tx_verify.h>
#include <consensus/validation.h>
#include <crypto/sha256.h>
#include <primitives/block.h>
#include <script/sigcache.h>
#include <streams.h>
#include <util/translation.h>
#include <validation.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

const TranslateFn G_TRANSLATION_FUN{nullptr};

struct Sample {
    std::string name;
    bool is_main;
    int height;
    script_verify_flags flags;
    bool has_segwit;
    std::vector<unsigned char> bytes;
    //! What each transaction but the coinbase spends, as far as it was there before; nothing where that is not known.
    std::vector<std::optional<std::vector<std::optional<Coin>>>> coins;
};

static std::vector<unsigned char> ReadFile(const std::string& path)
{
    std::ifstream file{path, std::ios::binary};
    if (!file) throw std::runtime_error{"cannot read " + path};
    return {std::istreambuf_iterator<char>{file}, {}};
}

static Coin ReadCoin(SpanReader& reader)
{
    CTxOut output;
    uint32_t height;
    uint8_t is_coinbase;
    reader >> output.nValue >> height >> is_coinbase >> output.scriptPubKey;
    return Coin{std::move(output), static_cast<int>(height), is_coinbase == 1};
}

static std::vector<Sample> Load(const std::string& folder)
{
    std::vector<Sample> samples;
    std::ifstream list{folder + "/samples"};
    std::string chain, name;
    int height;
    uint64_t flags;
    bool has_segwit;
    while (list >> chain >> height >> flags >> has_segwit >> name) {
        Sample sample{name, chain == "main", height, script_verify_flags::from_int(flags), has_segwit, ReadFile(folder + "/" + name + ".block"), {}};
        const std::vector<unsigned char> coins{ReadFile(folder + "/" + name + ".coins")};
        SpanReader block_reader{sample.bytes}, reader{coins};
        CBlock block;
        block_reader >> TX_WITH_WITNESS(block);
        for (size_t index{1}; index < block.vtx.size(); ++index) {
            uint8_t flag;
            reader >> flag;
            auto& spent{sample.coins.emplace_back()};
            if (flag == 0) continue;
            spent.emplace();
            for (size_t input{0}; input < block.vtx[index]->vin.size(); ++input) {
                reader >> flag;
                spent->push_back(flag == 1 ? std::optional{ReadCoin(reader)} : std::nullopt);
            }
        }
        samples.push_back(std::move(sample));
    }
    return samples;
}

class Verification
{
    SignatureCache m_cache{DEFAULT_SIGNATURE_CACHE_BYTES};
    const std::unique_ptr<const CChainParams> m_main{CChainParams::Main()}, m_test{CChainParams::TestNet()};

public:
    size_t transactions{0}, inputs{0};
    int64_t cost{0};

    void Verify(const Sample& sample)
    {
        SpanReader reader{sample.bytes};
        CBlock block;
        reader >> TX_WITH_WITNESS(block);
        BlockValidationState state;
        const Consensus::Params& consensus{(sample.is_main ? m_main : m_test)->GetConsensus()};
        if (!CheckBlock(block, state, consensus)) throw std::runtime_error{state.ToString()};
        if (IsBlockMutated(block, /*check_witness_root=*/sample.has_segwit)) throw std::runtime_error{"mutated block " + sample.name};
        CCoinsViewCache view{&CoinsViewEmpty::Get()};
        for (size_t index{1}; index < block.vtx.size(); ++index) {
            const auto& spent{sample.coins[index - 1]};
            for (size_t input{0}; spent && input < spent->size(); ++input) {
                const auto& coin{(*spent)[input]};
                if (coin) view.AddCoin(block.vtx[index]->vin[input].prevout, Coin{*coin}, /*possible_overwrite=*/false);
            }
        }
        for (size_t index{0}; index < block.vtx.size(); ++index) {
            const CTransaction& tx{*block.vtx[index]};
            if (index > 0 && sample.coins[index - 1]) Verify(tx, sample, view);
            AddCoins(view, tx, sample.height);
        }
    }

private:
    void Verify(const CTransaction& tx, const Sample& sample, CCoinsViewCache& view)
    {
        TxValidationState state;
        CAmount fee{0};
        if (!Consensus::CheckTxInputs(tx, state, view, sample.height, fee)) throw std::runtime_error{state.ToString()};
        cost += GetTransactionSigOpCost(tx, view, sample.flags);
        std::vector<CTxOut> outputs;
        outputs.reserve(tx.vin.size());
        for (const CTxIn& input : tx.vin) outputs.push_back(view.AccessCoin(input.prevout).out);
        PrecomputedTransactionData data;
        data.Init(tx, std::move(outputs));
        for (unsigned int index{0}; index < tx.vin.size(); ++index) {
            CScriptCheck check{data.m_spent_outputs[index], tx, m_cache, index, sample.flags, /*cacheIn=*/false, &data};
            if (const auto error{check()}) throw std::runtime_error{error->second};
        }
        for (const CTxIn& input : tx.vin) view.SpendCoin(input.prevout);
        ++transactions;
        inputs += tx.vin.size();
    }
};

int main(int argc, char* argv[])
{
    if (argc != 3) {
        std::cerr << "usage: reference FOLDER ROUNDS\n";
        return EXIT_FAILURE;
    }
    SHA256AutoDetect();
    try {
        const std::vector<Sample> samples{Load(argv[1])};
        Verification verification;
        for (int round{0}; round < std::stoi(argv[2]); ++round) {
            for (const Sample& sample : samples) verification.Verify(sample);
        }
        std::cout << verification.transactions << " transactions, " << verification.inputs << " inputs, cost " << verification.cost << "\n";
    } catch (const std::exception& error) {
        std::cerr << error.what() << "\n";
        return EXIT_FAILURE;
    }
    return EXIT_SUCCESS;
}
