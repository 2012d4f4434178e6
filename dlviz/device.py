import torch
def choose(): return torch.device("cpu")
def describe(): return "CPU"
