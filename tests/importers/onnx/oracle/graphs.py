"""Writes ONNX graphs node by node, with quantisers of QONNX, and runs them."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


class Graph:
    """A graph that grows by calls; `batch` is the number of events that it computes at once."""

    def __init__(self, batch, opset=13, quant_opset=1):
        self.batch, self.opset, self.quant_opset = batch, opset, quant_opset
        self.nodes, self.constants, self.inputs, self.outputs = [], [], [], []
        self.count = 0

    def name(self, what):
        self.count += 1
        return f"{what}_{self.count}"

    def input(self, name, shape):
        self.inputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, [self.batch, *shape]))
        return name

    def output(self, value, name=None, shape=None):
        if name is not None:
            self.nodes.append(helper.make_node("Identity", [value], [name], name=self.name("Identity")))
            value = name
        self.outputs.append(helper.make_tensor_value_info(value, TensorProto.FLOAT, shape))

    def leave(self, value, name):
        """An output without a node of its own: the value is renamed."""
        for node in self.nodes:
            for names in (node.input, node.output):
                for index, each in enumerate(names):
                    if each == value:
                        names[index] = name
        self.output(name)

    def constant(self, values, dtype=np.float32):
        name = self.name("c")
        self.constants.append(numpy_helper.from_array(np.asarray(values, dtype=dtype), name))
        return name

    def node(self, operator, inputs, outputs=1, domain="", **attributes):
        inputs = [each if isinstance(each, str) else self.constant(each) for each in inputs]
        names = [self.name(operator.lower()) for _ in range(outputs)]
        node = helper.make_node(operator, inputs, names, name=self.name(operator), domain=domain, **attributes)
        self.nodes.append(node)
        return names[0] if outputs == 1 else names

    def quant(self, x, scale, bits, signed=1, narrow=0, mode="ROUND", zero=0.0, operator="Quant"):
        return self.node(
            operator,
            [x, scale, zero, float(bits)],
            domain="qonnx.custom_op.general",
            signed=signed,
            narrow=narrow,
            rounding_mode=mode,
        )

    def bipolar(self, x, scale):
        return self.node("BipolarQuant", [x, scale], domain="qonnx.custom_op.general")

    def whole(self, values, dtype=np.int64):
        return self.constant(values, dtype)

    def model(self):
        graph = helper.make_graph(self.nodes, "network", self.inputs, self.outputs, initializer=self.constants)
        opsets = [
            helper.make_opsetid("", self.opset),
            helper.make_opsetid("qonnx.custom_op.general", self.quant_opset),
        ]
        return helper.make_model(graph, opset_imports=opsets, ir_version=8, producer_name="trigforge tests")


def run(model, inputs):
    """Every output of a model: by onnxruntime, or node by node by qonnx where there are quantisers of QONNX."""
    if not any(node.domain for node in model.graph.node):
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        names = [each.name for each in session.get_outputs()]
        return dict(zip(names, session.run(names, inputs)))
    from qonnx.core.modelwrapper import ModelWrapper
    from qonnx.core.onnx_exec import execute_onnx
    from qonnx.transformation.infer_shapes import InferShapes

    wrapper = ModelWrapper(onnx.ModelProto.FromString(model.SerializeToString())).transform(InferShapes())
    return execute_onnx(wrapper, inputs)
