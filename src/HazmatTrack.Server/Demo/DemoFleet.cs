using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Simulation;

namespace HazmatTrack.Server.Demo;

/// <summary>
/// The trucks of the demo and the reports of their terminals: noise, drift, lost fixes, outages and back-fill. The caller provides the clock.
/// </summary>
internal sealed class DemoFleet
{
    private readonly Unit[] _units;
    private readonly PriorityQueue<(DemoTruck Truck, PositionReport Report), long> _underWay = new();
    private readonly List<Arrival> _arrivals = [];

    /// <param name="from">The instant after which each truck reports.</param>
    /// <param name="seed">The seed; the same seed gives the same errors.</param>
    public DemoFleet(IReadOnlyList<DemoTruck> trucks, Func<DemoTruck, Instant> from, int seed)
    {
        _units = [.. trucks.Select((t, i) => new Unit(t, from(t), new Random((seed * 100_003) + i)))];
    }

    /// <summary>The reports that have arrived up to an instant since the last call, in order of arrival.</summary>
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
        /// <summary>The receiver. Drift lasts one fix or two: longer bursts look like true detours, and only the demo's own detours should.</summary>
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

        /// <summary>The next report: terminals report at whole multiples of their interval, each shifted a little.</summary>
        private static Instant NextTick(DemoTruck truck, Instant after)
        {
            var interval = (long)truck.Interval.TotalMilliseconds;
            var shift = 1000L * (truck.Vehicle.Plate[^1] - '0') % interval;
            return new((((after.UnixMilliseconds - shift) / interval) + 1) * interval + shift);
        }
    }
}
