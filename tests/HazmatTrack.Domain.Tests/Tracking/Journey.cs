using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Geo;
using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tests.Rules;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracking.State;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Domain.Tests.Tracking;

/// <summary>A hand-made track around a place, given in metres east and north of it, and what a tracker says of it.</summary>
internal sealed class Journey(GeoPoint origin)
{
    public static readonly Instant Start = Some.At("08:00:00");

    public static readonly RuleContext Context = new(Squares.Map, RuleList.All, VehicleDocuments.None);

    private int _seconds;

    public List<TrackPoint> Points { get; } = [];

    public List<FindingChange> Changes { get; } = [];

    public VehicleTracker Tracker { get; private set; } = VehicleTracker.New(Some.Truck);

    /// <summary>The crossings raised, as from>to, in order.</summary>
    public IEnumerable<string> Crossings => Changes.Where(c => c.Identity.Rule == "crossing").Select(c =>
        $"{(c.Kind == FindingChangeKind.Raised ? "" : c.Kind.ToString().ToLowerInvariant() + " ")}{c.Identity.Key}");

    public Instant Now => Start + TimeSpan.FromSeconds(_seconds);

    public Journey Fix(double east, double north, double kmh = 60, int after = 0, ReportStatus status = ReportStatus.Fixed)
    {
        _seconds += after;
        Points.Add(new(
            new PositionReport
            {
                Time = Now,
                Position = Squares.Off(origin, east, north),
                SpeedDeciKmh = (ushort)(kmh * 10),
                Status = status,
            },
            Points.Count));
        return this;
    }

    /// <summary>Drives on evenly to a place.</summary>
    public Journey To(double east, double north, double kmh = 60, int every = 30)
    {
        var from = Points[^1].Report.Position;
        var to = Squares.Off(origin, east, north);
        var way = Geodesy.Between(from, to).Metres;
        var step = kmh / 3.6 * every;
        for (var driven = step; driven < way; driven += step)
        {
            _seconds += every;
            Points.Add(new(
                new PositionReport
                {
                    Time = Now,
                    Position = Geodesy.Along(from, to, driven / way),
                    SpeedDeciKmh = (ushort)(kmh * 10),
                    Status = ReportStatus.Fixed,
                },
                Points.Count));
        }

        return this;
    }

    public Journey Judge(RuleContext? context = null)
    {
        Tracker = VehicleTracker.New(Some.Truck);
        Changes.Clear();
        foreach (var point in Points)
        {
            Tracker.Apply(point, context ?? Context, Changes);
        }

        return this;
    }
}
