using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Quality.Days;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Access;
using HazmatTrack.Storage.DeadLetters;
using HazmatTrack.Storage.History.Damaged;
using HazmatTrack.Web.History;

namespace HazmatTrack.Web.Quality.Days;

/// <summary>
/// Computes the data quality of an operator's vehicles from history and from the counts of refused reports, again for each call: so a late report is in its day
/// as soon as it is in history. Only what was reported while the vehicle was the operator's counts.
/// </summary>
internal sealed class QualityDays(ITrackHistory history, IAccessStore access, DeadLetterStore letters) : IDisposable
{
    private const int AtOnce = 4;
    private const int Page = 1000;

    private static readonly QualitySettings s_settings = QualitySettings.Default;

    /// <summary>One for each vehicle that is read now, of all requests together: the history is there for the tracker too.</summary>
    private readonly SemaphoreSlim _reading = new(AtOnce, AtOnce);

    public void Dispose() => _reading.Dispose();

    /// <summary>A vehicle that was the operator's, and when.</summary>
    /// <param name="IsFirst">Whether nobody had it before the first of these times: what was reported earlier on that day is then the operator's too.</param>
    internal sealed record Fleet(VehicleId Vehicle, IReadOnlyList<VehicleTenure> Tenures, bool IsFirst)
    {
        /// <summary>Whether it was the operator's at some time of a day.</summary>
        public bool IsOn(ChinaDay day) => Tenures.Any(t => t.Since < day.To && !(t.Until <= day.From));

        /// <summary>Whether a report is the operator's.</summary>
        public bool Includes(Instant at) => (IsFirst && at < Tenures[0].Since) || Tenures.Any(t => t.Includes(at));
    }

    /// <summary>The figures of a vehicle by day.</summary>
    /// <param name="Days">By the number of the day; null where history cannot be read.</param>
    internal sealed record VehicleDays(Fleet Of, IReadOnlyDictionary<int, DayFigures>? Days);

    /// <summary>The vehicles that were an operator's within some days, by id.</summary>
    public async Task<IReadOnlyList<Fleet>> FleetAsync(
        string code, ChinaDay from, ChinaDay to, VehicleId? after, int most, Func<VehicleId, bool> isSeen, CancellationToken cancellation)
    {
        var found = new List<Fleet>();
        IReadOnlyList<VehicleTenure> page;
        do
        {
            page = await access.TenuresAsync(code, from.From, to.To, after, Page, cancellation);
            var seen = page.GroupBy(t => t.Vehicle).Where(v => isSeen(v.Key)).ToList();
            var first = (await access.TenuresOfAsync([.. seen.Select(v => v.Key)], cancellation)).GroupBy(t => t.Vehicle)
                .ToDictionary(v => v.Key, v => v.First());
            found.AddRange(seen.Select(v => new Fleet(v.Key, [.. v], v.First().Since == first[v.Key].Since)));
            after = page.Count > 0 ? page[^1].Vehicle : after;
        }
        while (page.Count > 0 && found.Count < most);
        return found.Count <= most ? found : found[..most];
    }

    /// <summary>The figures of vehicles, in the same order: some at a time.</summary>
    public async Task<IReadOnlyList<VehicleDays>> FiguresAsync(IReadOnlyList<Fleet> vehicles, ChinaDay from, ChinaDay to, CancellationToken cancellation)
    {
        var found = new VehicleDays[vehicles.Count];
        await Parallel.ForAsync(0, found.Length, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (i, c) =>
        {
            await _reading.WaitAsync(c);
            try
            {
                found[i] = new(vehicles[i], await FoldAsync(vehicles[i], from, to, c));
            }
            catch (Exception e) when (e is DamagedHistoryException or TrackHistoryException)
            {
                // What one vehicle meets holds up no other.
                found[i] = new(vehicles[i], null);
            }
            finally
            {
                _reading.Release();
            }
        });
        return found;
    }

    /// <summary>How many reports of vehicles were refused by their senders' fault, by vehicle and day.</summary>
    public async Task<ILookup<(VehicleId Vehicle, ChinaDay Day), long>> RefusedAsync(
        string code, IReadOnlyCollection<VehicleId> vehicles, ChinaDay from, ChinaDay to, CancellationToken cancellation) =>
        (await letters.RefusalsOfAsync(code, vehicles, from, to, cancellation)).Where(r => IsOfSender(r.Reason))
            .ToLookup(r => (r.Vehicle, r.Day), r => r.Refused);

    /// <summary>How many reports of an operator were refused by its fault, those of no known vehicle included, by day.</summary>
    public async Task<ILookup<ChinaDay, long>> RefusedAsync(string code, ChinaDay from, ChinaDay to, CancellationToken cancellation) =>
        (await letters.CountsAsync(code, from, to, cancellation)).Where(r => IsOfSender(r.Reason)).ToLookup(r => r.Day, r => r.Refused);

    private static bool IsOfSender(string reason) => reason != RejectReason.StateDamaged.Code();

    private async Task<IReadOnlyDictionary<int, DayFigures>> FoldAsync(Fleet vehicle, ChinaDay from, ChinaDay to, CancellationToken cancellation)
    {
        var fold = new DayFold(s_settings);
        await foreach (var report in history.ReadAsync(vehicle.Vehicle, from.From - s_settings.Margin, to.To + s_settings.Margin, cancellation))
        {
            if (vehicle.Includes(report.Time))
            {
                fold.Add(report);
            }
        }

        fold.Complete();
        return fold.Days;
    }
}
