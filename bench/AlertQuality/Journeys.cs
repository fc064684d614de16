using System.Text.Json;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Simulation;

namespace HazmatTrack.AlertQuality;

/// <summary>How trucks are driven past borders.</summary>
public enum Scenario
{
    /// <summary>Once over the border, on a winding road.</summary>
    Over,

    /// <summary>For hours about the borders, over several of them.</summary>
    Several,

    /// <summary>Along the border, some hundred metres this side and that.</summary>
    Along,

    /// <summary>About a point where three provinces meet: corners are cut.</summary>
    Corner,
}

/// <summary>Makes journeys over the real borders.</summary>
public sealed class Journeys
{
    private readonly List<GeoPoint[]> _rings = [];
    private readonly List<GeoPoint> _corners = [];

    /// <param name="borders">The borders' file.</param>
    /// <param name="map">The same, read.</param>
    public Journeys(byte[] borders, ProvinceMap map)
    {
        Map = map;
        using var document = JsonDocument.Parse(borders);
        var owners = new Dictionary<GeoPoint, HashSet<string>>();
        foreach (var feature in document.RootElement.GetProperty("features").EnumerateArray())
        {
            if (!feature.GetProperty("properties").TryGetProperty("code", out var code)
                || !new ProvinceCode(int.Parse(code.GetString()!, System.Globalization.CultureInfo.InvariantCulture)).IsInDelta)
            {
                continue;
            }

            foreach (var polygon in feature.GetProperty("geometry").GetProperty("coordinates").EnumerateArray())
            {
                var ring = polygon[0].EnumerateArray().Select(p => GeoPoint.FromDegrees(p[1].GetDouble(), p[0].GetDouble())).ToArray();
                _rings.Add(ring);
                foreach (var point in ring)
                {
                    (owners.TryGetValue(point, out var of) ? of : owners[point] = []).Add(code.GetString()!);
                }
            }
        }

        // Inland stretches only: a truck does not drive along a coast.
        _rings = [.. _rings.SelectMany(r => Inland(r, owners)).Where(r => r.Length > 30)];
        _corners.AddRange(owners.Where(o => o.Value.Count >= 3).Select(o => o.Key));
    }

    public ProvinceMap Map { get; }

    /// <summary>One journey; the same random numbers make the same one.</summary>
    public TrueTrack Drive(Scenario scenario, Random random)
    {
        var way = scenario switch
        {
            Scenario.Over => Wander(BorderPoint(random), random, Distance.FromKilometres(12), 12),
            Scenario.Several => Wander(BorderPoint(random), random, Distance.FromKilometres(50), 45),
            Scenario.Along => Along(random),
            _ => Wander(_corners[random.Next(_corners.Count)], random, Distance.FromKilometres(8), 25),
        };
        var track = new TrueTrack(new(way), Instant.FromSeconds(1_790_000_000));
        var length = track.Way.Length;
        while (track.Reached < length)
        {
            track.Drive(Distance.FromKilometres(1 + (10 * random.NextDouble())), Speed.FromKilometresPerHour(30 + (60 * random.NextDouble())));
            if (random.NextDouble() < 0.1)
            {
                track.Stand(TimeSpan.FromMinutes(1 + (15 * random.NextDouble())));
            }
        }

        return track;
    }

    /// <summary>A point on a border inside the land.</summary>
    public GeoPoint BorderPoint(Random random)
    {
        var ring = _rings[random.Next(_rings.Count)];
        return ring[random.Next(ring.Length)];
    }

    /// <summary>The point so far away in a direction, degrees clockwise from north.</summary>
    public static GeoPoint Move(GeoPoint from, double headingDegrees, Distance by)
    {
        var (sin, cos) = Math.SinCos(headingDegrees / 180 * Math.PI);
        return new(
            from.LatitudeE6 + (int)(by.Metres * cos / Geodesy.MetresPerLatitudeE6),
            from.LongitudeE6 + (int)(by.Metres * sin / Geodesy.MetresPerLongitudeE6(from.LatitudeE6)));
    }

    private static IEnumerable<GeoPoint[]> Inland(GeoPoint[] ring, Dictionary<GeoPoint, HashSet<string>> owners)
    {
        var run = new List<GeoPoint>();
        foreach (var point in ring)
        {
            if (owners[point].Count >= 2)
            {
                run.Add(point);
            }
            else if (run.Count > 0)
            {
                yield return [.. run];
                run.Clear();
            }
        }

        if (run.Count > 0)
        {
            yield return [.. run];
        }
    }

    /// <summary>A winding road through a point, this far to either side.</summary>
    private static List<GeoPoint> Wander(GeoPoint through, Random random, Distance far, double bendDegrees)
    {
        var heading = random.NextDouble() * 360;
        var ahead = Walk(through, heading, random, far, bendDegrees);
        var behind = Walk(through, heading + 180, random, far, bendDegrees);
        behind.Reverse();
        return [.. behind, through, .. ahead];
    }

    private static List<GeoPoint> Walk(GeoPoint from, double heading, Random random, Distance far, double bendDegrees)
    {
        var points = new List<GeoPoint>();
        for (var gone = Distance.Zero; gone < far;)
        {
            var step = Distance.FromMetres(400 + (800 * random.NextDouble()));
            heading += bendDegrees * ((2 * random.NextDouble()) - 1);
            from = Move(from, heading, step);
            points.Add(from);
            gone += step;
        }

        return points;
    }

    private List<GeoPoint> Along(Random random)
    {
        var ring = _rings[random.Next(_rings.Count)];
        var start = random.Next(Math.Max(1, ring.Length - 200));
        var points = new List<GeoPoint>();
        var far = Distance.Zero;
        for (var i = start; i < ring.Length && far < Distance.FromKilometres(30); i++)
        {
            if (i > start)
            {
                far += Geodesy.Between(ring[i - 1], ring[i]);
            }

            // A road has no bend every hundred metres.
            var aside = Move(ring[i], random.NextDouble() * 360, Distance.FromMetres(900 * random.NextDouble()));
            if (points.Count == 0 || Geodesy.Between(points[^1], aside) > Distance.FromMetres(700))
            {
                points.Add(aside);
            }
        }

        return points.Count >= 2 ? points : Wander(ring[0], random, Distance.FromKilometres(10), 10);
    }
}
