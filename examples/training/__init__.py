"""Trains the example models and computes what they are expected to answer, three ways: QKeras, hls4ml and integers."""
