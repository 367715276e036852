"""hls4ml configurations under which the small networks are converted: every granularity, option and known quirk.

`"auto"` stands for what config_from_keras_model(granularity="name") writes; a mapping beside it is merged into that.
"""


def model(precision="fixed<16,6>", **more):
    return {"Model": {"Precision": precision, "ReuseFactor": 1, **more}}


def plain(precision="fixed<16,6>", **names):
    return {**model(precision), "LayerName": names}


saturating = {"accum": "fixed<10,4,TRN,SAT>", "result": "fixed<12,5,RND,SAT>"}
symmetric = {"accum": "fixed<12,5,RND_CONV,SAT_SYM>", "result": "fixed<9,4,RND_CONV,SAT_SYM>"}

configurations = {
    "grids": {"auto": "auto", "model": model()},
    "scaled_dense": {"auto": "auto", "model": model(), "typed": plain(d0={"Precision": {"result": "fixed<14,6>"}})},
    "binary_dense": {"auto": "auto", "model": model("fixed<14,7>")},
    "ternary_dense": {"auto": "auto", "model": model("fixed<14,7>")},
    "power_dense": {
        "auto": "auto",
        "model": model(),
        "lossy": plain(
            x={"Precision": {"result": "fixed<3,2,RND,SAT>"}},
            d0={
                "Precision": {"accum": "fixed<8,3,RND,SAT>", "result": "fixed<9,4>"},
                "Strategy": "Resource",
                "ReuseFactor": 2,
            },
            a0={"Precision": {"result": "ufixed<2,-2,RND_CONV,SAT>"}},
        ),
    },
    "rectifiers": {"auto": "auto", "model": model("fixed<14,6,RND,SAT>")},
    "curves": {"auto": "auto", "model": model()},
    "merges": {
        "auto": {"auto": True, "LayerName": {"dot": {"Precision": {"accum": "fixed<16,6>"}}}},
        "model": model("fixed<14,5>"),
        "capped": {
            "auto": True,
            "Model": {"Precision": {"default": "fixed<16,6>", "maximum": "fixed<10,4>"}},
            "LayerName": {"dot": {"Precision": {"accum": "fixed<12,5>"}}},
        },
        "saturating": {
            **model(),
            "LayerType": {"Merge": {"Precision": "fixed<8,3,RND,SAT>"}, "Dot": {"Precision": {"accum": "fixed<9,4,RND,SAT>"}}},
        },
    },
    "normalized": {"auto": "auto", "model": model("fixed<18,7>")},
    "floats": {
        "model": model(),
        "auto": {"auto": True, "LayerName": {"out": {"Precision": {"result": "fixed<16,6>"}}}},
        "types": {
            **model("fixed<14,5>"),
            "LayerType": {
                "Dense": {"Precision": {"weight": "fixed<8,2>", "bias": "fixed<7,2>", "accum": "fixed<18,8>"}},
                "Activation": {"Precision": "fixed<12,4,RND,SAT>", "TableSize": 512, "table_t": "fixed<12,4,RND>"},
                "ParametrizedActivation": {"Precision": {"param": "fixed<9,2>", "result": "fixed<11,4,RND_ZERO,SAT>"}},
            },
        },
        "parameters": {
            "auto": True,
            "LayerName": {
                "prelu": {"Precision": {"param": "auto", "result": "fixed<13,5>"}},
                "elu": {"TableSize": 300},
                "out": {"Precision": {"result": "fixed<14,5,RND,SAT>"}},
            },
        },
    },
    "plain": {
        "model": model(),
        "auto": "auto",
        "autoLogits": {"auto": True, "LayerName": {"logits": {"Precision": {"result": "fixed<14,5,RND,SAT>"}}}},
        "fewDecimals": plain(
            "fixed<12,6>",
            fc1={"Precision": {"weight": "fixed<6,4>", "bias": "fixed<5,3>", "result": "fixed<12,6>"}},
            fc2={"Precision": {"weight": "fixed<5,3,RND,SAT>", "bias": "int<4>"}},
            logits={"Precision": {"weight": "ufixed<6,1>", "bias": "uint<3>"}},
        ),
        "spelled": {
            "Model": {
                "Precision": {"default": "ap_fixed<16,6>", "result": "ac_fixed<15,6,true,AC_RND,AC_SAT>"},
                "ReuseFactor": 1,
            },
            "LayerType": {"Dense": {"Precision": {"weight": "ap_fixed<10,3,AP_RND>"}}, "BatchNormalization": {"Precision": {"scale": "fixed<9,3>", "bias": "fixed<8,3>"}}},
            "LayerName": {"FC1": {"Precision": "fixed<13,5,TRN_ZERO,SAT_ZERO>"}, "x": {"Precision": {"result": "fixed<10,4,RND,SAT>"}}},
        },
        "resource": {
            **model(Strategy="Resource"),
            "LayerName": {
                "fc1": {"Precision": saturating, "ReuseFactor": 3},
                "fc2": {"Precision": symmetric, "ReuseFactor": 16},
                "logits": {"Precision": saturating, "ReuseFactor": 5},
            },
        },
        "latency": {**model(), "LayerType": {"Dense": {"Precision": saturating}}},
        "unrolled": {**model(), "LayerName": {"fc1": {"Strategy": "resource_unrolled", "ReuseFactor": 2}}},
        "softmaxLatency": plain(softmax={"Implementation": "latency", "Precision": {"result": "ufixed<14,1,RND,SAT>"}}),
        "softmaxLegacy": plain(softmax={"Implementation": "legacy", "table_t": "fixed<10,4>"}),
        "softmaxArgmax": plain(softmax={"Implementation": "argmax"}),
        "softmaxTables": plain(
            softmax={
                "TableSize": 256,
                "exp_table_t": "fixed<16,8,RND,SAT>",
                "inv_table_t": "ufixed<17,3,RND,SAT>",
                "inv_inp_t": "ufixed<14,6,RND,SAT>",
                "Precision": {"accum": "fixed<20,9,RND,SAT>", "result": "ufixed<12,0,RND,SAT>"},
            }
        ),
        "softmaxSizes": plain(softmax={"exp_table_size": 128, "inv_table_size": 512, "accum_t": "ufixed<18,8>"}),
        "softmaxNarrow": plain(
            logits={"Precision": {"result": "fixed<7,4,RND,SAT>"}}, softmax={"inv_table_t": "fixed<9,2,RND,SAT>"}
        ),
        "softmaxUnsigned": plain(logits={"Precision": {"result": "ufixed<9,4,RND,SAT>"}}, softmax={"TableSize": 128}),
        "softmaxIgnored": plain(softmax={"Precision": {"exp_table": "fixed<8,4>", "table": "fixed<6,3>", "inv_inp": "fixed<9,5>"}}),
        "softmaxSkipped": plain(softmax={"Skip": True}),
        "fused": {**model(), "LayerName": {"fc1": {"Precision": {"result": "auto"}}, "fc2": {"Precision": "auto"}}},
        "linearLost": {
            **model(),
            "LayerName": {"logits": {"Precision": {"result": "auto"}}, "logits_linear": {"Precision": "fixed<6,3,RND,SAT>"}, "softmax": {"Skip": True}},
        },
        "linearKept": plain(logits_linear={"Precision": "fixed<6,3,RND,SAT>"}),
    },
    "normalized_plain": {
        "model": model(),
        "auto": "auto",
        "some": plain(fc1={"Precision": {"result": "auto", "accum": "auto"}}, bn2={"Precision": {"result": "auto"}}),
        "types": {**model("fixed<20,8>"), "LayerType": {"BatchNormalization": {"Precision": {"scale": "fixed<7,3>", "bias": "fixed<9,4>", "result": "fixed<12,6,RND,SAT>"}}}},
    },
}
