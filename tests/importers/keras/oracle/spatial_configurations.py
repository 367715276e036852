"""hls4ml configurations for the networks of spatial_networks.py; see configurations.py."""

from configurations import model, plain, saturating, symmetric

configurations = {
    "conv2d": {
        "auto": "auto",
        "model": model(),
        "resource": {
            **model(Strategy="Resource"),
            "LayerName": {
                "c0": {"Precision": saturating, "ReuseFactor": 3},
                "c1": {"Precision": symmetric, "ReuseFactor": 4},
                "p0": {"Precision": {"accum": "fixed<9,4,RND,SAT>", "result": "fixed<7,3,RND,SAT>"}},
                "m0": {"Precision": {"accum": "fixed<9,4,RND,SAT>", "result": "fixed<7,3,RND,SAT>"}},
                "out": {"Precision": saturating, "ReuseFactor": 2},
            },
        },
        "latency": {**model("fixed<14,5>"), "LayerType": {"Conv2D": {"Precision": saturating}, "Pooling2D": {"Precision": "fixed<10,5>"}}},
    },
    "conv1d": {
        "auto": "auto",
        "model": model(),
        "typed": {
            **model("fixed<14,5>", Strategy="Resource"),
            "LayerType": {
                "Conv1D": {"Precision": saturating, "ReuseFactor": 2},
                "GlobalPooling1D": {"Precision": {"accum": "fixed<9,4,RND,SAT>", "result": "fixed<8,3,RND,SAT>"}},
                "Pooling1D": {"Precision": {"accum": "fixed<10,4,RND,SAT>", "result": "ufixed<8,3,RND,SAT>"}},
            },
        },
        "unsigned": plain(a0={"Precision": {"result": "ufixed<10,4,RND,SAT>"}}),
    },
    "depthwise": {
        "auto": "auto",
        "model": model(),
        "typed": plain(
            d0={"Precision": saturating},
            s0={"Precision": {"depthwise": "fixed<8,2>", "pointwise": "fixed<7,3>", "depthwise_result": "fixed<10,4,RND,SAT>", "result": "fixed<12,5>"}},
        ),
    },
    "depthwise1d": {"auto": "auto", "typed": plain(s0={"Precision": "fixed<12,5,RND,SAT>"}, d0={"Precision": saturating})},
    "depthwise_both": {"model": model()},
    "depthwise_merged": {"auto": "auto", "model": model()},
    "shapes": {"auto": "auto", "model": model(), "narrow": plain("fixed<12,5>", crop={"Precision": "fixed<6,2,RND,SAT>"})},
    "axes": {
        "auto": "auto",
        "model": model(),
        "fused": {**model(), "LayerName": {"d1": {"Precision": {"result": "auto"}}, "d0": {"Precision": {"result": "auto"}}}},
    },
    "qconv": {"auto": "auto", "model": model()},
    "qconv_scaled": {"auto": "auto", "model": model()},
    "qfolded": {"auto": "auto", "model": model()},
    "qseparable": {"auto": "auto", "model": model()},
    "qseparable1d": {"auto": "auto"},
    "binary_conv": {"auto": "auto", "model": model("fixed<14,7>")},
}
