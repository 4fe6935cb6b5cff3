#!/usr/bin/env python3
"""Compares the program's matching with solvers that nobody here wrote, on the same instances
in the same run: scipy for assignments, `matching` and `algmatch` for stable matchings.

Usage: solvers.py GANQIAO [SEED]

Ends with 1 when a result differs, or when the program is slower than scipy.
"""
import json
import pathlib
import re
import resource
import subprocess
import sys
import tempfile
import time

import numpy as np
from algmatch import HospitalResidentsProblem
from matching.games import HospitalResident
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

ganqiao, seed = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1
random = np.random.default_rng(seed)
folder = pathlib.Path(tempfile.mkdtemp(prefix="ganqiao-solvers-"))
failures = 0


def say(name, ours, theirs, same, memory):
    global failures
    good = same and ours <= theirs
    failures += not good
    print(f"{name}: {ours * 1000:.0f} ms, scipy {theirs * 1000:.0f} ms, {theirs / ours:.1f} times as fast, "
          f"{memory:.0f} MB, {'the same total' if same else 'ANOTHER TOTAL'}{'' if ours <= theirs else ', SLOWER'}")


def run(*arguments):
    """The program's answer, its own time of solving in seconds, the most memory of it in MB."""
    before = time.time()
    process = subprocess.run([ganqiao, "match", *map(str, arguments)], capture_output=True, text=True)
    assert process.returncode == 0, process.stderr
    took = float(re.search(r"solved in ([0-9.]+) ms", process.stderr).group(1)) / 1000
    assert took <= time.time() - before
    return process.stdout, took, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def best(times, once):
    """The fastest of some runs: (answer, seconds)."""
    found = None
    for _ in range(times):
        began = time.time()
        answer = once()
        took = time.time() - began
        found = (answer, took) if found is None or took < found[1] else found
    return found


def dense():
    for n, most in [(1000, 100), (1000, 1_000_000), (2000, 1_000_000), (3000, 1_000_000), (5000, 100), (5000, 1_000_000)]:
        costs = random.integers(0, most, (n, n), dtype=np.int64)
        path = folder / "costs.txt"
        with path.open("w") as out:
            out.write(f"{n}\n")
            np.savetxt(out, costs, fmt="%d")
        numbers = costs.astype(float)
        (rows, columns), theirs = best(3, lambda: linear_sum_assignment(numbers))
        answer, ours, memory = min((run("--assignment", path) for _ in range(3)), key=lambda one: one[1])
        say(f"dense {n}, costs below {most}", ours, theirs, int(answer.split()[-1]) == costs[rows, columns].sum(), memory)


def sparse():
    """Everybody keeps the own post at a cost, or takes one of 20 others."""
    for n in [2000, 15_000, 50_000]:
        others = np.array([random.choice(n - 1, 20, replace=False) for _ in range(n)]) if n <= 2000 else random.integers(0, n - 1, (n, 20))
        others += others >= np.arange(n)[:, None]
        costs = random.integers(1, 1000, (n, 20))
        people, rows, columns, weights = [], [], [], []
        for i in range(n):
            own, at = np.unique(others[i], return_index=True)
            people.append({"id": f"p{i}", "home": f"q{i}", "home_cost": 2000,
                           "wishes": [f"q{j}" for j in own], "costs": [int(c) for c in costs[i][at]]})
            rows += [i] * (len(own) + 1)
            columns += [i, *own]
            weights += [2000, *costs[i][at]]
        posts = [{"id": f"q{j}", "unit": "u", "open": True} for j in range(n)]
        path = folder / "round.json"
        path.write_text(json.dumps({"format": "ganqiao-match/1", "people": people, "posts": posts}))
        graph = csr_matrix((np.array(weights, dtype=float), (rows, columns)), shape=(n, n))
        chosen, theirs = best(3, lambda: min_weight_full_bipartite_matching(graph))
        out = folder / "result.json"
        _, ours, memory = min((run(path, "--mechanism", "optimal", "--out", out) for _ in range(3)), key=lambda one: one[1])
        same = json.loads(out.read_text())["cost"] == int(np.asarray(graph[chosen]).sum())
        say(f"sparse {n}, 20 wishes", ours, theirs, same, memory)


def stable(times=300):
    """People from outside and posts of some seats: the people's best stable matching is one."""
    global failures
    for _ in range(times):
        people = [f"p{n}" for n in range(int(random.integers(2, 9)))]
        posts = [f"q{n}" for n in range(int(random.integers(2, 6)))]
        # `matching` asks that preferences are mutual, and that nobody is left without any.
        wishes = {p: [posts[k] for k in random.permutation(len(posts))[: random.integers(1, len(posts) + 1)]] for p in people}
        ranking = {q: [p for p in (people[k] for k in random.permutation(len(people))) if q in wishes[p]] for q in posts}
        if not all(ranking.values()):
            continue
        seats = {q: int(random.integers(1, 4)) for q in posts}
        path, out = folder / "stable.json", folder / "stable-result.json"
        path.write_text(json.dumps({
            "format": "ganqiao-match/1",
            "people": [{"id": p, "wishes": wishes[p]} for p in people],
            "posts": [{"id": q, "unit": q, "seats": seats[q], "ranking": ranking[q]} for q in posts],
        }))
        run(path, "--mechanism", "deferred", "--out", out)
        ours = {one["person"]: one["post"] for one in json.loads(out.read_text())["placements"]}
        game = HospitalResident.create_from_dictionaries(wishes, ranking, seats)
        theirs = {str(r): str(q) for q, held in game.solve(optimal="resident").items() for r in held}
        number = lambda name: int(name[1:]) + 1
        other = HospitalResidentsProblem(dictionary={
            "residents": {number(p): [number(q) for q in wishes[p]] for p in people},
            "hospitals": {number(q): {"capacity": seats[q], "preferences": [number(p) for p in ranking[q]]} for q in posts},
        }, optimised_side="residents").get_stable_matching()
        third = {f"p{int(str(r)[1:]) - 1}": f"q{int(str(q)[1:]) - 1}" for r, q in other["resident_sided"].items() if q}
        placed = {p: q for p, q in ours.items() if q}
        if not placed == theirs == third:
            failures += 1
            print("stable: DIFFERENT", path.read_text(), placed, theirs, third)
            return
    print(f"stable: {times} rounds as matching and algmatch solve them")


dense()
sparse()
stable()
sys.exit(1 if failures else 0)
