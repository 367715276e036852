"""Stand-ins for the layers of HGQ 1 proxy models, so that such files load where HGQ 1 is not installed.

They hold variables and settings as HGQ 1 saves them, and compute nothing: hls4ml converts the file.
"""

import numpy as np
import tensorflow as tf


@tf.keras.utils.register_keras_serializable("HGQ")
class FixedPointQuantizer(tf.keras.layers.Layer):
    def __init__(self, shape, RND="TRN", SAT="WRAP", overrides=None, fusible=False, values=None, **kwargs):
        super().__init__(**kwargs)
        self.settings = dict(RND=RND, SAT=SAT, shape=list(shape), overrides=overrides or {"layers": {}}, fusible=fusible)
        self.overrides, self.fusible = self.settings["overrides"], fusible
        self.start = values

    def build(self, input_shape):
        for index, name in enumerate(["keep_negative", "bits", "integers"]):
            start = np.zeros(self.settings["shape"]) if self.start is None else np.broadcast_to(self.start[index], self.settings["shape"])
            initial = tf.keras.initializers.Constant(np.array(start, dtype="int8"))
            self.add_weight(name=name, shape=self.settings["shape"], dtype="int8", initializer=initial, trainable=False)
        super().build(input_shape)

    def call(self, x):
        return x

    def get_config(self):
        return {**super().get_config(), **self.settings}


@tf.keras.utils.register_keras_serializable("HGQ")
class UnaryLUT(tf.keras.layers.Layer):
    def __init__(self, kif_out, size, table=None, **kwargs):
        super().__init__(**kwargs)
        self.kif_out, self.size, self.start = list(kif_out), size, table

    def build(self, input_shape):
        start = np.zeros(self.size) if self.start is None else self.start
        initial = tf.keras.initializers.Constant(np.array(start, dtype="float32"))
        self.add_weight(name="table", shape=(self.size,), initializer=initial, trainable=False)
        super().build(input_shape)

    def call(self, x):
        return x

    def get_config(self):
        return {**super().get_config(), "kif_out": self.kif_out, "size": self.size}
