using System.Text;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Kafka;
using HazmatTrack.Simulation;
using HazmatTrack.Testing;

namespace HazmatTrack.FaultDrill.Loading;

/// <summary>
/// Everything that is sent, in order: the reports of trucks that cross borders – late, back-filled after outages, doubled by the network –
/// shuffled within a short reach, some of them again with another content, and among them records that are no positions. Some trucks have a sender that
/// chooses the partition by chance; where there is a gateway, some have an operator that posts to it.
/// </summary>
internal sealed class Load
{
    private const int MostShuffledTogether = 150;

    private const int ShuffledOfATruck = 2;
    private const double Contradicted = 0.005;
    private const double Bad = 0.01;

    private Load(IReadOnlyList<Truck> trucks, IReadOnlyList<LoadRecord> records, int heldBack) => (Trucks, Records, HeldBack) = (trucks, records, heldBack);

    public IReadOnlyList<Truck> Trucks { get; }

    public IReadOnlyList<LoadRecord> Records { get; }

    /// <summary>How many of the last records are sent only once all faults are overcome: of each truck one, so that the build that runs then judges
    /// it.</summary>
    public int HeldBack { get; }

    public static Load Of(DrillPlan plan, TimeProvider clock)
    {
        var now = Instant.From(clock.GetUtcNow());
        var fleet = SomeFleet.Drive(
            plan.Trucks, plan.Driving, plan.Interval, plan.Seed, clock, truck => IsInReach(truck) ? Prompt(plan.Interval) : null);
        var trucks = fleet.Trucks.Select((t, i) => new Truck(
            t.Vehicle, Documents.For(i, t.Vehicle, SomeFleet.WayOf(i), now - plan.Driving - TimeSpan.FromHours(1), now), IsInReach(i) && Stays(t.Vehicle, plan),
            !Stays(t.Vehicle, plan))
        {
            IsPosted = plan.Webs > 0 && IsPosted(i) && Stays(t.Vehicle, plan),
        }).ToList();
        if (plan.IsRolling)
        {
            trucks = [.. trucks.Select((t, i) => Documents.Exempted(t, i, now - plan.Driving - TimeSpan.FromHours(1), now))];
        }

        var careless = trucks.Where((_, i) => IsCareless(i)).Select(t => t.Vehicle).ToHashSet();
        var posted = trucks.Where(t => t.IsPosted).Select(t => t.Vehicle).ToHashSet();
        var random = new Random(plan.Seed);
        var arrivals = fleet.Arrivals.SelectMany(a => Sent(a.Vehicle, a.Report, random)).ToArray();
        var prompt = trucks.Where(t => t.InReach).Select(t => t.Vehicle).ToHashSet();
        var records = new List<LoadRecord>();
        foreach (var some in arrivals.Chunk(Math.Min(MostShuffledTogether, ShuffledOfATruck * plan.Trucks)))
        {
            Shuffle(some, prompt, random);
            foreach (var (vehicle, report) in some)
            {
                if (random.NextDouble() < Bad)
                {
                    records.Add(BadRecords.Make(records.Count, vehicle, report, random));
                }

                records.Add(new()
                {
                    Key = Encoding.UTF8.GetBytes(vehicle.ToString()),
                    Value = PositionSender.Encode(vehicle, report),
                    Vehicle = vehicle,
                    Report = report,
                    SentTo = careless.Contains(vehicle) ? random.Next(plan.Partitions) : null,
                    IsPosted = posted.Contains(vehicle),
                });
            }
        }

        return plan.IsRolling ? HoldingBack(trucks, records) : new(trucks, records, 0);
    }

    private static Load HoldingBack(List<Truck> trucks, List<LoadRecord> records)
    {
        var last = records.Where(r => r.Report is not null).GroupBy(r => r.Vehicle).Select(g => g.Last()).ToHashSet();
        return new(trucks, [.. records.Where(r => !last.Contains(r)), .. last], last.Count);
    }

    private static bool IsInReach(int truck) => truck % 2 == 0;

    /// <summary>
    /// Whether it keeps its partition when the topic grows. Of one that does not, what was sent to its partition before may come behind what its sender,
    /// once it has heard of the new ones, has sent there: by as much as a silo was down, so that it is not in reach.
    /// </summary>
    private static bool Stays(VehicleId vehicle, DrillPlan plan)
    {
        var key = Encoding.UTF8.GetBytes(vehicle.ToString());
        return plan.GrowTo == 0 || KeyHash.PartitionOf(key, plan.Partitions) == KeyHash.PartitionOf(key, plan.GrowTo);
    }

    /// <summary>Those whose reports come in the order in which they are sent, and not all of them.</summary>
    private static bool IsPosted(int truck) => truck % 6 == 3;

    /// <summary>In which order their reports come to the own partition depends on the faults, so none of them is in reach.</summary>
    private static bool IsCareless(int truck) => truck % 6 == 1;

    /// <summary>
    /// In order, but doubled now and then: what is raised and taken back on the way of late reports depends on which of them come in one batch, and so do the
    /// ids of what stands in the end.
    /// </summary>
    private static UplinkSettings Prompt(TimeSpan interval) => new() { Interval = interval, OutagesPerHour = 0, DuplicateShare = 0.05, StragglerShare = 0 };

    /// <summary>Shuffles records among vehicles; those of the prompt trucks keep their own order.</summary>
    private static void Shuffle((VehicleId Vehicle, PositionReport Report)[] some, HashSet<VehicleId> prompt, Random random)
    {
        var inOrder = some.Where(r => prompt.Contains(r.Vehicle))
            .GroupBy(r => r.Vehicle).ToDictionary(g => g.Key, g => new Queue<PositionReport>(g.Select(r => r.Report)));
        random.Shuffle(some);
        foreach (ref var record in some.AsSpan())
        {
            record.Report = inOrder.TryGetValue(record.Vehicle, out var next) ? next.Dequeue() : record.Report;
        }
    }

    private static IEnumerable<(VehicleId Vehicle, PositionReport Report)> Sent(VehicleId vehicle, PositionReport report, Random random)
    {
        yield return (vehicle, report);
        if (random.NextDouble() < Contradicted)
        {
            yield return (vehicle, report with { SpeedDeciKmh = (ushort)random.Next(1200), HeadingDegrees = (ushort)random.Next(360) });
        }
    }
}
