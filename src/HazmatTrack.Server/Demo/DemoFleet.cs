using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Simulation;

namespace HazmatTrack.Server.Demo;

/// <summary>
/// The trucks of the demo and what their terminals send: noise, drift, lost fixes, outages and back-fill. Driven by whatever clock it is told.
/// </summary>
internal sealed class DemoFleet
{
    private readonly Unit[] _units;
    private readonly PriorityQueue<(DemoTruck Truck, PositionReport Report), long> _underWay = new();
    private readonly List<Arrival> _arrivals = [];

    /// <param name="trucks">Which.</param>
    /// <param name="from">From when on each reports, this instant excluded.</param>
    /// <param name="seed">The same seed makes the same errors.</param>
    public DemoFleet(IReadOnlyList<DemoTruck> trucks, Func<DemoTruck, Instant> from, int seed)
    {
        _units = [.. trucks.Select((t, i) => new Unit(t, from(t), new Random((seed * 100_003) + i)))];
    }

    /// <summary>What has come in up to an instant since the last call, in order of arrival.</summary>
    public IEnumerable<(DemoTruck Truck, PositionReport Report)> Until(Instant now)
    {
        foreach (var unit in _units)
        {
            _arrivals.Clear();
            unit.Report(now, _arrivals);
            foreach (var arrival in _arrivals)
            {
                _underWay.Enqueue((unit.Truck, arrival.Report), arrival.At.UnixMilliseconds);
            }
        }

        while (_underWay.TryPeek(out var next, out var at) && at <= now.UnixMilliseconds)
        {
            _underWay.Dequeue();
            yield return next;
        }
    }

    private sealed class Unit(DemoTruck truck, Instant from, Random random)
    {
        /// <summary>Drift comes and goes with a fix or two: longer bursts look like true detours, and the demo's are to be the only ones.</summary>
        private readonly Receiver _receiver = new(new() { LongestDrift = 2 }, random);
        private readonly Uplink _uplink = new(new() { Interval = truck.Interval }, random);
        private Instant _next = NextTick(truck, from);

        public DemoTruck Truck => truck;

        public void Report(Instant now, List<Arrival> arrivals)
        {
            for (; _next <= now; _next += truck.Interval)
            {
                _uplink.Send(_receiver.Take(truck.Shuttle.At(_next)), arrivals);
            }
        }

        /// <summary>Terminals report at whole multiples of their interval, each a little shifted.</summary>
        private static Instant NextTick(DemoTruck truck, Instant after)
        {
            var interval = (long)truck.Interval.TotalMilliseconds;
            var shift = 1000L * (truck.Vehicle.Plate[^1] - '0') % interval;
            return new((((after.UnixMilliseconds - shift) / interval) + 1) * interval + shift);
        }
    }
}
