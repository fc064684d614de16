#!/usr/bin/env python3
"""Makes provinces.geojson: the four provinces of the Yangtze River Delta and their neighbours as an exact coverage.

Source: DCW-GMT 2.1.1 (Debian package gmt-dcw, LGPL-3+), WGS-84. Needs python3-netcdf4, python3-numpy, python3-scipy,
python3-shapely. Run:  python3 build_borders.py [/usr/share/gmt-dcw/dcw-gmt.nc]

The source stores each province's vertices as 16-bit numbers scaled to that province's own extent, so the vertices that
neighbours share differ by up to 0.0002 degrees. Vertices of different provinces that are each other's nearest within that are
made one. What is left of a shared border after that (a vertex that one side lacks) is inserted. Coasts alone are simplified.
The result is checked: every edge belongs to one province, or to two that run along it in opposite directions, and no two edges cross.
"""
import json
import sys

import netCDF4
import numpy as np
from scipy.spatial import cKDTree
from shapely.geometry import LineString, Polygon, polygon
from shapely.ops import polygonize, unary_union
from shapely.prepared import prep
from shapely.strtree import STRtree

NAMES = {
    "SH": ("310000", "上海市", "Shanghai"), "JS": ("320000", "江苏省", "Jiangsu"), "ZJ": ("330000", "浙江省", "Zhejiang"),
    "AH": ("340000", "安徽省", "Anhui"), "FJ": ("350000", "福建省", "Fujian"), "JX": ("360000", "江西省", "Jiangxi"),
    "SD": ("370000", "山东省", "Shandong"), "HA": ("410000", "河南省", "Henan"), "HB": ("420000", "湖北省", "Hubei"),
}
BEYOND = ["HE", "TJ", "SX", "SN", "CQ", "HN", "GD"]  # told apart from the sea only
SNAP = 220           # microdegrees: above the widest quantisation step of a pair of neighbours
SLIVER = 3e8         # square microdegrees (about 3 km2): a larger space between provinces is water, not an error of the source
COAST = 300          # microdegrees: how far a simplified coast may lie from the source (about 30 m)
COAST_OUTSIDE = 1000  # the same for provinces outside the Delta


def read(data, code):
    lon, lat = data.variables[f"CN{code}_lon"], data.variables[f"CN{code}_lat"]
    x, y = lon[:].astype(np.int64), lat[:].astype(np.int64)
    rings, start = [], 0
    for end in np.append(np.where(x == 65535)[0], len(x)):
        if end - start >= 4:
            east = x[start:end] / lon.getncattr("scale") + lon.getncattr("min")
            north = y[start:end] / lat.getncattr("scale") + lat.getncattr("min")
            ring = [tuple(p) for p in np.round(np.c_[east, north] * 1e6).astype(np.int64)]
            rings.append(tidy(ring))
        start = end + 1
    return [r for r in rings if len(r) >= 3]


def tidy(ring):
    """An open ring without repeated vertices in a row and without spikes."""
    out = []
    for p in ring:
        if not out or out[-1] != p:
            out.append(p)
    while len(out) > 1 and out[0] == out[-1]:
        out.pop()
    changed = True
    while changed and len(out) >= 3:
        changed = False
        for i in range(len(out)):
            if out[i - 1] == out[(i + 1) % len(out)]:
                drop = sorted({i, (i + 1) % len(out)}, reverse=True)
                for d in drop:
                    out.pop(d)
                changed = True
                break
    return out


def share_vertices(provinces):
    """Mutually nearest vertices of different provinces become one."""
    points = {c: np.array(sorted({p for r in rings for p in r})) for c, rings in provinces.items()}
    trees = {c: cKDTree(p) for c, p in points.items()}
    parent = {}

    def find(k):
        while parent.get(k, k) != k:
            k = parent[k]
        return k

    codes = list(provinces)
    for i, a in enumerate(codes):
        for b in codes[i + 1:]:
            far, to_b = trees[b].query(points[a], distance_upper_bound=SNAP)
            _, back = trees[a].query(points[b], distance_upper_bound=SNAP)
            for k in np.where(np.isfinite(far))[0]:
                if back[to_b[k]] == k:
                    x, y = find((a, tuple(points[a][k]))), find((b, tuple(points[b][to_b[k]])))
                    if x != y:
                        parent[x] = y
    groups = {}
    for key in list(parent) + list(parent.values()):
        groups.setdefault(find(key), set()).add(key)
    moved = {}
    for members in groups.values():
        if len({c for c, _ in members}) == len(members):
            mean = tuple(int(round(v)) for v in np.mean([p for _, p in members], axis=0))
            for member in members:
                moved[member] = mean
    return {c: [tidy([moved.get((c, p), p) for p in r]) for r in rings] for c, rings in provinces.items()}


def insert_missing(provinces):
    """Where an edge of one province passes a vertex of another, the vertex becomes part of the edge."""
    for _ in range(6):
        used = {c: {p for r in rings for p in r} for c, rings in provinces.items()}
        trees = {c: (list(s), cKDTree(np.array(list(s)))) for c, s in used.items()}
        inserted = 0
        for c, rings in provinces.items():
            for k, ring in enumerate(rings):
                out = []
                for i, p in enumerate(ring):
                    q = ring[(i + 1) % len(ring)]
                    out.append(p)
                    middle, half = ((p[0] + q[0]) / 2, (p[1] + q[1]) / 2), np.hypot(q[0] - p[0], q[1] - p[1]) / 2
                    found = {}
                    for d, (points, tree) in trees.items():
                        if d == c or p not in used[d] and q not in used[d]:
                            continue
                        for j in tree.query_ball_point(middle, half + SNAP):
                            v = points[j]
                            if v in used[c]:
                                continue
                            t = ((v[0] - p[0]) * (q[0] - p[0]) + (v[1] - p[1]) * (q[1] - p[1])) / max(1, (2 * half) ** 2)
                            off = np.hypot(p[0] + t * (q[0] - p[0]) - v[0], p[1] + t * (q[1] - p[1]) - v[1])
                            if 0 < t < 1 and off <= SNAP:
                                found[v] = t
                    for v in sorted(found, key=found.get):
                        out.append(v)
                        used[c].add(v)
                        inserted += 1
                rings[k] = tidy(out)
        if not inserted:
            break
    return provinces


def settle_overlaps(provinces):
    """Cuts everything into faces: an overlap goes to the first province, a sliver between two to the one it borders longest."""
    shapes = {c: prep(unary_union([Polygon(s[0], s[1:]).buffer(0) for s in orient(rings)])) for c, rings in provinces.items()}
    lines = {tuple(sorted((p, q))) for rings in provinces.values() for p, q in edges_of(rings)}
    faces = list(polygonize(unary_union([LineString(e) for e in sorted(lines)])))
    owner, orphans = {}, []
    for i, face in enumerate(faces):
        inside = [c for c in NAMES if shapes[c].contains(face.representative_point())]
        if inside:
            owner[i] = inside[0]
        elif face.area < SLIVER:
            orphans.append(i)
    by_edge = {}
    for i in owner:
        for e in ring_edges(faces[i]):
            by_edge[e] = owner[i]
    for i in orphans:
        touching = {}
        for p, q in ring_edges(faces[i]):
            if (q, p) in by_edge:
                c = by_edge[(q, p)]
                touching[c] = touching.get(c, 0) + np.hypot(p[0] - q[0], p[1] - q[1])
        if len(touching) > 1:
            owner[i] = max(touching, key=touching.get)
    result = {}
    for c in NAMES:
        joined = unary_union([faces[i] for i in sorted(owner) if owner[i] == c])
        parts = list(joined.geoms) if joined.geom_type == "MultiPolygon" else [joined]
        rounded = [[(int(round(x)), int(round(y))) for x, y in r.coords] for part in parts for r in [part.exterior, *part.interiors]]
        result[c] = [r for r in map(tidy, rounded) if len(r) >= 3]
    return result


def ring_edges(face):
    for ring in [polygon.orient(face).exterior, *polygon.orient(face).interiors]:
        points = list(ring.coords)
        yield from zip(points, points[1:])


def edges_of(rings):
    for ring in rings:
        for i in range(len(ring)):
            yield ring[i], ring[(i + 1) % len(ring)]


def simplify_coasts(provinces, kept):
    """Runs of vertices that only one province has are thinned; what is shared, and every island, stays."""
    owners = {}
    for c, rings in provinces.items():
        for ring in rings:
            for p in ring:
                owners.setdefault(p, set()).add(c)
    result = {}
    for c, rings in provinces.items():
        tolerance = COAST if NAMES[c][0][:2] in ("31", "32", "33", "34") else COAST_OUTSIDE
        result[c] = []
        for ring in rings:
            fixed = [i for i, p in enumerate(ring) if len(owners[p]) > 1 or p in kept]
            if not fixed:
                simple = list(Polygon(ring).simplify(tolerance, preserve_topology=True).exterior.coords)[:-1]
                result[c].append([(int(x), int(y)) for x, y in simple])
                continue
            out = []
            for a, b in zip(fixed, fixed[1:] + [fixed[0] + len(ring)]):
                run = [ring[i % len(ring)] for i in range(a, b + 1)]
                thin = LineString(run).simplify(tolerance, preserve_topology=False).coords if len(run) > 2 else run
                out.extend((int(x), int(y)) for x, y in list(thin)[:-1])
            result[c].append(tidy(out))
    return result


def orient(rings):
    """Outer rings counter-clockwise with their holes (clockwise): a ring inside an odd number of others is a hole."""
    shapes = [Polygon(r) for r in rings]
    tree = STRtree(shapes)
    index = {id(s): i for i, s in enumerate(shapes)}
    inside = []
    for i, shape in enumerate(shapes):
        around = [index[id(o)] for o in tree.query(shape) if index[id(o)] != i and o.contains(shape.representative_point()) and o.area > shape.area]
        inside.append(around)
    polygons = {}
    for i, around in enumerate(inside):
        if len(around) % 2 == 0:
            polygons[i] = [rings[i] if shapes[i].exterior.is_ccw else rings[i][::-1]]
    for i, around in enumerate(inside):
        if len(around) % 2 == 1:
            outer = min(around, key=lambda o: shapes[o].area)
            polygons[outer].append(rings[i][::-1] if shapes[i].exterior.is_ccw else rings[i])
    return list(polygons.values())


def check(polygons):
    """Proves the coverage; answers the unpaired edges (coast and outer limit) by province."""
    directed = {}
    for c, shapes in polygons.items():
        for shape in shapes:
            for edge in edges_of(shape):
                if edge in directed:
                    raise SystemExit(f"Edge {edge} is used twice in one direction: {directed[edge]} and {c} overlap.")
                directed[edge] = c
    lines, owner = [], []
    for (p, q), c in directed.items():
        if p < q or (q, p) not in directed:
            lines.append(LineString([p, q]))
            owner.append(c)
    tree = STRtree(lines)
    place = {id(line): i for i, line in enumerate(lines)}
    bad = []
    for i, line in enumerate(lines):
        for other in tree.query(line):
            j = place[id(other)]
            if j > i and not set(line.coords) & set(other.coords) and line.intersects(other):
                bad.append((owner[i], owner[j], line.coords[0], other.coords[0]))
            elif j > i and len(set(line.coords) & set(other.coords)) == 1 and line.intersection(other).length > 0:
                bad.append((owner[i], owner[j], line.coords[0], other.coords[0]))
    return directed, bad


def main():
    data = netCDF4.Dataset(sys.argv[1] if len(sys.argv) > 1 else "/usr/share/gmt-dcw/dcw-gmt.nc")
    data.set_auto_maskandscale(False)
    provinces = {c: read(data, c) for c in NAMES}
    provinces = settle_overlaps(insert_missing(share_vertices(provinces)))
    beyond = np.array([p for c in BEYOND for r in read(data, c) for p in r])
    far, _ = cKDTree(beyond).query(np.array(sorted({p for rings in provinces.values() for r in rings for p in r})))
    every = sorted({p for rings in provinces.values() for r in rings for p in r})
    inland = {p for p, d in zip(every, far) if d <= SNAP}
    full = {c: [list(r) for r in rings] for c, rings in provinces.items()}
    kept = set(inland)
    provinces = simplify_coasts(full, kept)

    for attempt in range(8):
        polygons = {c: orient(rings) for c, rings in provinces.items()}
        directed, bad = check(polygons)
        print(f"check {attempt}: {len(directed)} edges, {len(bad)} crossings", file=sys.stderr)
        if not bad:
            break
        # Where a thinned coast crosses something it keeps all its vertices nearby.
        for *_, p, q in bad:
            kept |= {v for rings in full.values() for ring in rings for v in ring if max(abs(v[0] - p[0]), abs(v[1] - p[1])) < 10_000}
            print("  crossing near", p, file=sys.stderr)
        provinces = simplify_coasts(full, kept)
    else:
        raise SystemExit("The coverage has crossing edges.")

    features = []
    for c, (code, name, english) in NAMES.items():
        coordinates = [[[degrees(p) for p in ring + ring[:1]] for ring in shape] for shape in polygons[c]]
        features.append({
            "type": "Feature", "properties": {"code": code, "name": name, "nameEn": english},
            "geometry": {"type": "MultiPolygon", "coordinates": coordinates}})
    limit = [[degrees(p), degrees(q)] for (p, q), c in directed.items() if (q, p) not in directed and p in inland and q in inland]
    features.append({
        "type": "Feature", "properties": {"kind": "land-limit"}, "geometry": {"type": "MultiLineString", "coordinates": limit}})
    text = json.dumps({
        "type": "FeatureCollection",
        "attribution": "DCW-GMT 2.1.1, the Digital Chart of the World for GMT, LGPL-3.0-or-later; made a coverage by build_borders.py",
        "features": features}, ensure_ascii=False, separators=(",", ":"))
    with open("provinces.geojson", "w", encoding="utf-8") as out:
        out.write(text.replace('{"type":"Feature"', '\n{"type":"Feature"') + "\n")
    print({c: (len(polygons[c]), sum(len(r) for s in polygons[c] for r in s)) for c in NAMES}, len(limit), len(text), file=sys.stderr)


def degrees(p):
    return [p[0] / 1e6, p[1] / 1e6]


main()
