"""hls4ml configurations for the networks of sequence_networks.py; see configurations.py."""

from configurations import model, plain

steps = {"Precision": {"accum": "fixed<14,5,RND,SAT>", "result": "fixed<14,5,RND,SAT>"}}
narrow = {"Precision": {"result": "fixed<14,5,RND,SAT>"}}

configurations = {
    "lstm": {
        "auto": "auto",
        "model": model(),
        "resource": {**model(Strategy="Resource"), "LayerName": {"x": narrow, "l0": {**steps, "ReuseFactor": 2}, "l1": {**steps, "table_t": "fixed<12,4>"}}},
        "unequal": plain(l1={"Precision": {"accum": "fixed<18,7>", "result": "fixed<12,4>"}}),
    },
    "gru": {
        "auto": "auto",
        "model": model(),
        "resource": {
            **model(Strategy="Resource"),
            "LayerName": {
                "g0": {"Precision": {"accum": "fixed<14,5,RND,SAT>", "result": "fixed<12,4,RND,SAT>"}, "ReuseFactor": 3},
                "g1": {"TableSize": 512, "Precision": {"weight": "fixed<8,3>", "recurrent_bias": "fixed<6,2>"}},
            },
        },
    },
    "bidirectional": {
        "auto": "auto",
        "model": model(),
        "typed": plain(b0={"Precision": {"accum": "fixed<18,7>", "result": "fixed<12,4,RND,SAT>", "backward_weight": "fixed<8,3>"}}),
    },
    "backwards": {"model": model()},
    "embedded": {
        "typed": plain(x={"Precision": {"result": "uint<3>"}}),
        "auto": {"auto": True, "LayerName": {"x": {"Precision": {"result": "uint<3>"}}}},
    },
    "normalized_sequence": {
        "auto": "auto",
        "model": model("fixed<18,7>"),
        "typed": plain(n0={"Precision": {"scale": "fixed<8,3>", "result": "fixed<12,4,RND,SAT>"}, "accum_t": "fixed<18,6,RND,SAT>", "table_size": 2048, "table_t": "ufixed<12,6>"}),
    },
    "distributed": {"model": model(), "auto": "auto"},
    "distributed_model": {"model": model()},
    "distributed_wrongly": {"model": model()},
    "nested": {"model": model(), "auto": "auto"},
    "qlstm": {"model": model()},
    "qgru": {"model": model()},
}
