"""The reader's network: one multilingual encoder, heads over words.

Shapes: B sentences, P pieces, W words, H = 384. The encoder is multilingual-e5-small (BERT layout);
its embedding table stays frozen. A word is its first and last piece side by side (2H). Arcs and
labels are biaffine (Dozat and Manning 2017).
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass(frozen=True)
class Sizes:
    upos: int
    feats: int  # all values of all features, one block after another
    lemmas: int
    labels: int
    tags: int
    styles: int
    hidden: int = 384
    inner: int = 1536
    layers: int = 12
    heads: int = 12
    positions: int = 512
    arc: int = 400
    label: int = 128


class Layer(nn.Module):
    def __init__(self, s: Sizes) -> None:
        super().__init__()
        self.heads = s.heads
        self.qkv = nn.Linear(s.hidden, 3 * s.hidden)
        self.out = nn.Linear(s.hidden, s.hidden)
        self.norm_attention = nn.LayerNorm(s.hidden, eps=1e-12)
        self.up = nn.Linear(s.hidden, s.inner)
        self.down = nn.Linear(s.inner, s.hidden)
        self.norm_output = nn.LayerNorm(s.hidden, eps=1e-12)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        batch, pieces, hidden = x.shape
        width = hidden // self.heads
        qkv = self.qkv(x).reshape(batch, pieces, 3, self.heads, width).permute(2, 0, 3, 1, 4)
        q, k, v = qkv[0] * width**-0.5, qkv[1], qkv[2]
        # Written out: on CPU the fused attention's backward pass is twice as slow in bfloat16.
        weights = (q @ k.transpose(-1, -2) + mask).softmax(-1)
        context = (weights @ v).transpose(1, 2).reshape(batch, pieces, hidden)
        x = self.norm_attention(x + self.out(context))
        return self.norm_output(x + self.down(F.gelu(self.up(x))))


class Encoder(nn.Module):
    """Embedding vectors of pieces in; vectors of pieces out (the mean of the last four layers).

    No dropout inside: two or three passes over the data do not overfit the encoder, and drawing the
    masks costs a sixth of a step on a CPU. The heads keep theirs.
    """

    def __init__(self, s: Sizes) -> None:
        super().__init__()
        self.position = nn.Embedding(s.positions, s.hidden)
        self.style = nn.Embedding(s.styles, s.hidden)
        nn.init.zeros_(self.style.weight)
        self.norm = nn.LayerNorm(s.hidden, eps=1e-12)
        self.layers = nn.ModuleList(Layer(s) for _ in range(s.layers))

    def forward(self, embedded: Tensor, present: Tensor, style: Tensor) -> Tensor:
        places = torch.arange(embedded.shape[1], device=embedded.device)
        x = embedded + self.position(places)[None] + self.style(style)[:, None]
        x = self.norm(x)
        mask = ((1.0 - present) * -10000.0)[:, None, None, :]
        total = torch.zeros_like(x)
        for i, layer in enumerate(self.layers):
            x = layer(x, mask.to(x.dtype))
            if i >= len(self.layers) - 4:
                total = total + x
        return total * 0.25


class Heads(nn.Module):
    """Word vectors (B, W, 2H) in; scores of tags, features, lemma scripts, entities and arcs out."""

    def __init__(self, s: Sizes) -> None:
        super().__init__()
        width = 2 * s.hidden
        self.dropout = nn.Dropout(0.2)
        self.upos = nn.Linear(width, s.upos)
        self.feats = nn.Linear(width, s.feats)
        self.lemma = nn.Sequential(nn.Linear(width, 256), nn.GELU(), nn.Linear(256, s.lemmas))
        self.entity = nn.Sequential(nn.Linear(width, 256), nn.GELU(), nn.Dropout(0.2), nn.Linear(256, s.tags))
        self.root = nn.Parameter(torch.randn(width) * 0.02)
        self.arc_dependent = nn.Linear(width, s.arc)
        self.arc_head = nn.Linear(width, s.arc)
        self.arc = nn.Parameter(torch.zeros(s.arc + 1, s.arc))
        self.arc_dropout = nn.Dropout(0.33)

    def with_root(self, words: Tensor) -> Tensor:
        return torch.cat([self.root.to(words.dtype).expand(words.shape[0], 1, -1), words], 1)

    def arcs(self, words: Tensor) -> Tensor:
        """(B, W, 2H) → (B, W, W + 1): the score of each word's head, the root first."""
        dependents = self.arc_dropout(F.gelu(self.arc_dependent(words)))
        heads = self.arc_dropout(F.gelu(self.arc_head(self.with_root(words))))
        bias = torch.ones_like(dependents[..., :1])
        return torch.cat([dependents, bias], -1) @ self.arc.to(words.dtype) @ heads.transpose(1, 2)

    def forward(self, words: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        words = self.dropout(words)
        return self.upos(words), self.feats(words), self.lemma(words), self.entity(words), self.arcs(words)


class Labels(nn.Module):
    """Vectors of dependents and of their heads (N, 2H) in; scores of the relation (N, labels) out."""

    def __init__(self, s: Sizes) -> None:
        super().__init__()
        width = 2 * s.hidden
        self.n = s.labels
        self.dependent = nn.Linear(width, s.label)
        self.head = nn.Linear(width, s.label)
        self.bilinear = nn.Linear(s.label, s.label * s.labels, bias=False)
        self.linear = nn.Linear(2 * s.label, s.labels)
        self.dropout = nn.Dropout(0.33)
        nn.init.zeros_(self.bilinear.weight)

    def forward(self, dependents: Tensor, heads: Tensor) -> Tensor:
        d = self.dropout(F.gelu(self.dependent(dependents)))
        h = self.dropout(F.gelu(self.head(heads)))
        mixed = self.bilinear(d).reshape(d.shape[0], self.n, -1)
        return (mixed @ h[:, :, None]).squeeze(-1) + self.linear(torch.cat([d, h], -1))


class Reader(nn.Module):
    def __init__(self, s: Sizes) -> None:
        super().__init__()
        self.encoder = Encoder(s)
        self.boundary = nn.Linear(s.hidden, 2)
        self.heads = Heads(s)
        self.labels = Labels(s)


def word_vectors(encoded: Tensor, first: Tensor, last: Tensor) -> Tensor:
    """(B, P, H) and two (B, W) piece numbers → (B, W, 2H)."""
    rows = torch.arange(encoded.shape[0], device=encoded.device)[:, None]
    return torch.cat([encoded[rows, first], encoded[rows, last]], -1)


def load_pretrained(encoder: Encoder, tensors: dict[str, Tensor]) -> None:
    """Fill the encoder from multilingual-e5-small's BertModel tensors."""
    kind = tensors["embeddings.token_type_embeddings.weight"][0]
    state: dict[str, Tensor] = {
        "position.weight": tensors["embeddings.position_embeddings.weight"] + kind,
        "norm.weight": tensors["embeddings.LayerNorm.weight"],
        "norm.bias": tensors["embeddings.LayerNorm.bias"],
        "style.weight": encoder.style.weight.data,
    }
    names = {
        "out": "attention.output.dense",
        "norm_attention": "attention.output.LayerNorm",
        "up": "intermediate.dense",
        "down": "output.dense",
        "norm_output": "output.LayerNorm",
    }
    for i in range(len(encoder.layers)):
        source = f"encoder.layer.{i}."
        for kind_of in ("weight", "bias"):
            parts = [tensors[f"{source}attention.self.{p}.{kind_of}"] for p in ("query", "key", "value")]
            state[f"layers.{i}.qkv.{kind_of}"] = torch.cat(parts)
            for ours, theirs in names.items():
                state[f"layers.{i}.{ours}.{kind_of}"] = tensors[f"{source}{theirs}.{kind_of}"]
    encoder.load_state_dict(state)
