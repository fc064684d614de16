using HazmatTrack.Contracts.Positions;
using HazmatTrack.Contracts.Quality;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Quality;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Quality;

namespace HazmatTrack.Tracker.Quality;

/// <summary>
/// Collects what this silo finds about the quality of reports until it is written. Adds up in memory, so that a report costs no write. Thread-safe.
/// </summary>
/// <remarks>
/// Bounded: beyond <see cref="MostOpen"/> vehicles and kinds, findings are counted in the metrics alone. A report that is read again after a fault counts
/// again: these are hints for people, not evidence.
/// </remarks>
internal sealed class QualityBook(QualityMetrics metrics) : IRefusedReports
{
    public const int MostOpen = 50_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(VehicleId Vehicle, QualityKind Kind), Tally> _open = [];
    private readonly Queue<(VehicleId Vehicle, QualityKind Kind)> _order = [];

    /// <inheritdoc/>
    public void Refused(VehicleId vehicle, RejectReason reason, Instant at) => Add(vehicle, QualityKinds.Refusal(reason), 1, at, at, 0);

    /// <summary>Notes what a report shows about its terminal's clock.</summary>
    /// <param name="receipt">When the report was received.</param>
    public void Note(VehicleId vehicle, ClockSign sign, Instant receipt)
    {
        var kind = QualityKinds.KindFor(sign.State);
        metrics.Found(kind, sign.Reports);
        Add(vehicle, kind, sign.Reports, sign.Since, sign.State == ClockState.Good ? sign.Since : receipt, sign.Hours);
        if (sign.Steps)
        {
            Note(vehicle, QualityKinds.ClockStepping, 1, receipt, sign.Hours);
        }
    }

    /// <summary>Notes reports of a vehicle that have a quality problem without being refused.</summary>
    public void Note(VehicleId vehicle, QualityKind kind, int reports, Instant at, long value)
    {
        metrics.Found(kind, reports);
        Add(vehicle, kind, reports, at, at, value);
    }

    /// <summary>Removes the oldest entries and returns them, to be written.</summary>
    public IReadOnlyList<QualityEntry> Take(int most)
    {
        lock (_gate)
        {
            var taken = new List<QualityEntry>(Math.Min(most, _order.Count));
            while (taken.Count < most && _order.TryDequeue(out var key))
            {
                _open.Remove(key, out var tally);
                taken.Add(new(key.Vehicle, QualityKinds.StoredCode(key.Kind), tally.Count, tally.First, tally.Last, tally.Value));
            }

            return taken;
        }
    }

    /// <summary>Puts back entries that could not be written.</summary>
    public void PutBack(IReadOnlyList<QualityEntry> entries)
    {
        foreach (var entry in entries)
        {
            Add(entry.Vehicle, QualityKinds.Find(entry.Kind)!, entry.Count, entry.First, entry.Last, entry.Value);
        }
    }

    private void Add(VehicleId vehicle, QualityKind kind, long reports, Instant first, Instant last, long value)
    {
        lock (_gate)
        {
            if (_open.TryGetValue((vehicle, kind), out var known))
            {
                _open[(vehicle, kind)] = new(known.Count + reports, Instant.Earlier(known.First, first), Instant.Later(known.Last, last), value);
            }
            else if (_open.Count < MostOpen)
            {
                _open.Add((vehicle, kind), new(reports, first, last, value));
                _order.Enqueue((vehicle, kind));
            }
            else
            {
                metrics.NotKept();
            }
        }
    }

    private readonly record struct Tally(long Count, Instant First, Instant Last, long Value);
}
