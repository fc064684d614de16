using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Domain.Tracking;
using HazmatTrack.Domain.Tracking.Blobs;
using HazmatTrack.Domain.Tracking.State;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.History.Damaged;
using HazmatTrack.Storage.HotState;
using HazmatTrack.Storage.HotState.Entries;
using HazmatTrack.Tracker.Sessions;
using HazmatTrack.Tracker.Support;
using HazmatTrack.Tracker.Vehicles;

namespace HazmatTrack.Tracker.Judging;

/// <summary>
/// Loads the state of vehicles that are new to this owner: from hot state in bulk, and rebuilt from history where hot state lacks them, is behind, or cannot
/// be trusted.
/// </summary>
internal sealed partial class StateLoader(
    IHistoryStore history, HistoryOptions kept, IAlertStore alerts, IHotState hot, RuleContexts book, DamageLog damage, TimeProvider time,
    TrackingMetrics metrics, ILogger<StateLoader> log)
{
    /// <summary>The number of vehicles whose points are read from the store in parallel.</summary>
    private const int AtATime = 8;

    /// <summary>How far a clock whose error is not known may be ahead of receipt.</summary>
    private static readonly TimeSpan s_clocksAhead = TimeSpan.FromMinutes(10);

    private static readonly Instant s_ever = Instant.From(DateTimeOffset.MaxValue);

    /// <summary>
    /// The states of vehicles, in their order; empty for one that history does not know either. For a vehicle whose state cannot be loaded, even with
    /// retries, the reason is returned.
    /// </summary>
    public async Task<(byte[] State, Exception? Failure)[]> LoadAsync(
        PartitionSession session, IReadOnlyList<VehicleId> vehicles, CancellationToken cancellation)
    {
        await book.HoldAsync(vehicles, Instant.From(time.GetUtcNow()), cancellation);
        var newest = await session.History.NewestAsync(vehicles, cancellation);
        var states = new (byte[], Exception?)[vehicles.Count];
        var blobs = await BlobsAsync(session.TrustedParts, vehicles, cancellation);
        var (loaded, rebuilt) = (0, 0);
        foreach (var some in Enumerable.Range(0, states.Length).Chunk(AtATime))
        {
            await Task.WhenAll(some.Select(async i => states[i] = await TryAsync(i)));
        }

        metrics.Loaded(loaded, rebuilt);
        return states;

        async Task<(byte[], Exception?)> TryAsync(int i)
        {
            try
            {
                return (await LoadAsync(i), null);
            }
            catch (Exception e) when (!TransientErrors.Include(e))
            {
                return ([], e);
            }
        }

        async Task<byte[]> LoadAsync(int i)
        {
            if (!newest.ContainsKey(vehicles[i]))
            {
                return [];
            }

            if (blobs.TryGetValue(vehicles[i], out var blob) && await CaughtUpAsync(session, vehicles[i], blob, cancellation) is { } state)
            {
                Interlocked.Increment(ref loaded);
                return state;
            }

            Interlocked.Increment(ref rebuilt);
            return await RebuildAsync(session, vehicles[i], cancellation);
        }
    }

    /// <summary>The first instant after a base; the earliest possible instant where there is no base yet.</summary>
    public static Instant JustAfter(Instant? time) => time is { } t ? new(t.UnixMilliseconds + 1) : default;

    /// <summary>All stored points of a vehicle after an instant, sealed and open, in order of time.</summary>
    public async Task<List<PositionReport>> StoredAsync(PartitionSession session, VehicleId vehicle, Instant? after, CancellationToken cancellation)
    {
        var from = JustAfter(after);

        var points = new List<PositionReport>();
        await foreach (var point in history.ReadAsync(vehicle, from, s_ever, session.History.OpenPoints(vehicle), cancellation))
        {
            points.Add(point);
        }

        return points;
    }

    /// <summary>
    /// The state from hot state, with what history has received since; null where it cannot be used: it is damaged, or the later reports change a finding
    /// whose identity only the alert store knows.
    /// </summary>
    private async Task<byte[]?> CaughtUpAsync(PartitionSession session, VehicleId vehicle, ReadOnlyMemory<byte> blob, CancellationToken cancellation)
    {
        VehicleTracker tracker;
        try
        {
            tracker = VehicleTracker.Decode(vehicle, blob.Span, session.Log);
        }
        catch (Exception e) when (!TransientErrors.Include(e))
        {
            damage.Found(new("hot-state", "Redis", $"the packed state of {vehicle}", vehicle, session.Partition, e.Message, "It is built again from history."));
            return null;
        }

        var since = new List<PositionReport>();

        // Retention may have removed what is older, of a vehicle that has not reported since.
        Instant? wholeFrom = Instant.From(time.GetUtcNow() - kept.Keep);
        if (!session.History.TryOpenAfter(vehicle, tracker.BaseTime, since))
        {
            try
            {
                since = await StoredAsync(session, vehicle, tracker.BaseTime, cancellation);
            }
            catch (DamagedHistoryException e) when (tracker.Newest?.Time >= e.Stretch.To)
            {
                // The state itself contains every report since its base, up to its newest.
                (since, wholeFrom) = ([.. session.History.OpenPoints(vehicle)], null);
            }
        }

        var context = await book.ForAsync(vehicle, tracker.DocumentsSince(book.Rules), cancellation);
        return tracker.TryCatchUp(since, wholeFrom, context) && !await HasTimeRaisedAsync(session, vehicle, tracker, context, cancellation)
            ? tracker.Encode()
            : null;
    }

    /// <summary>
    /// Whether passing time has raised a finding that the state does not know: the previous owner had stored the alert when it ended, but not the state. The
    /// alert store is queried only for a vehicle that is overdue.
    /// </summary>
    private async Task<bool> HasTimeRaisedAsync(
        PartitionSession session, VehicleId vehicle, VehicleTracker tracker, RuleContext context, CancellationToken cancellation)
    {
        var now = Instant.From(time.GetUtcNow());
        if (tracker.NextDeadline(context) is not { } deadline || deadline > (session.Deadlines.Find(vehicle)?.OwnTimeAt(now) ?? now + s_clocksAhead))
        {
            return false;
        }

        var active = await alerts.ActiveAsync(vehicle, tracker.OpenSince, s_ever, cancellation);
        return active.Any(f => f.Finding.End is null && context.Rules.Find(f.Identity.Rule)?.Inputs.HasFlag(RuleInputs.Time) == true
            && !tracker.Findings.Any(known => known.Identity == f.Identity));
    }

    /// <summary>The states in the trusted parts; none where Redis does not answer: history is then used alone.</summary>
    private async Task<Dictionary<VehicleId, ReadOnlyMemory<byte>>> BlobsAsync(
        PartSet trusted, IReadOnlyList<VehicleId> vehicles, CancellationToken cancellation)
    {
        var asked = trusted.IsAll ? vehicles : vehicles.Where(v => trusted.Contains(HotParts.PartOf(v))).ToList();
        var found = new Dictionary<VehicleId, ReadOnlyMemory<byte>>(asked.Count);
        try
        {
            var blobs = asked.Count == 0 ? [] : await hot.ReadAsync(asked, cancellation);
            for (var i = 0; i < blobs.Count; i++)
            {
                if (blobs[i] is { } blob)
                {
                    found.TryAdd(asked[i], blob);
                }
            }
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            LogNoHotState(e, asked.Count);
        }

        return found;
    }

    private async Task<byte[]> RebuildAsync(PartitionSession session, VehicleId vehicle, CancellationToken cancellation)
    {
        var checkpoint = await history.CheckpointAsync(vehicle, s_ever, cancellation);
        while (true)
        {
            var from = checkpoint is null ? null : new TrackCheckpoint(checkpoint.At, checkpoint.State);
            try
            {
                var since = from is null ? default : VehicleTracker.ActiveSince(from, book.Rules);
                var active = await alerts.ActiveAsync(vehicle, since, s_ever, cancellation);
                var stored = await StoredAsync(session, vehicle, from?.At, cancellation);
                var changes = new List<FindingChange>();
                var context = await book.ForAsync(vehicle, from is null ? null : since, cancellation);
                var tracker = VehicleTracker.Rebuild(vehicle, from, stored, active, context, changes, session.Log, WhyOtherwise(session, vehicle, stored));
                await EmitAsync(session, vehicle, changes, cancellation);
                return tracker.Encode();
            }
            catch (TrackerBlobException e) when (checkpoint is not null)
            {
                damage.Found(Checkpoint(vehicle, session.Partition, checkpoint.At, e));
                checkpoint = await history.CheckpointAsync(vehicle, new(checkpoint.At.UnixMilliseconds - 1), cancellation);
            }
        }
    }

    /// <summary>
    /// Why a rebuilt state differs from the stored findings: the reason for which the vehicle is still to be re-evaluated, if that is known.
    /// </summary>
    private static ChangeCause WhyOtherwise(PartitionSession session, VehicleId vehicle, List<PositionReport> stored) =>
        session.History.NoteOf(vehicle) is { Cause: ChangeCause.Document or ChangeCause.RuleVersion } note ? note.Cause
        : stored.Count > 0 && stored[^1].Time >= session.JudgedOtherwiseSince ? ChangeCause.RuleVersion
        : ChangeCause.Correction;

    /// <summary>
    /// Stores the alerts in which the loaded state differs from the stored ones. Alerts that are ahead of history are left: the reports they rest on are read
    /// again, and the vehicle is then re-evaluated.
    /// </summary>
    private async Task EmitAsync(PartitionSession session, VehicleId vehicle, List<FindingChange> changes, CancellationToken cancellation)
    {
        if (changes.Count == 0 || session.IsAhead(vehicle))
        {
            return;
        }

        var (cause, now) = (session.At(session.FlushedOffset), Instant.From(time.GetUtcNow()));
        try
        {
            await alerts.ApplyAsync([.. changes.Select(c => new AlertChange(vehicle, c, cause, now, Reconciled: true))], [session.AlertOwner], cancellation);
        }
        catch (FencedException)
        {
            session.Fence();
            session.Gone.ThrowIfCancellationRequested();
        }

        foreach (var change in changes)
        {
            metrics.Changed(change);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Hot state cannot be read; {Vehicles} vehicles are built again from history.")]
    private partial void LogNoHotState(Exception e, int vehicles);

    /// <summary>A checkpoint that cannot be used.</summary>
    public static Damage Checkpoint(VehicleId vehicle, int partition, Instant at, Exception cause) => new(
        "checkpoint", "history_chunk", $"the checkpoint of {vehicle} at {at}", vehicle, partition, cause.Message, "An older one is taken.");
}
