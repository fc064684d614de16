using HazmatTrack.Contracts.Tracking;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.History;
using HazmatTrack.Storage.History.Model;
using HazmatTrack.Storage.HotState;
using HazmatTrack.Storage.HotState.Entries;
using HazmatTrack.Tracker.Judging;
using HazmatTrack.Tracker.Notes;
using HazmatTrack.Tracker.Sessions;
using HazmatTrack.Tracker.Support;
using HazmatTrack.Tracker.Vehicles;

namespace HazmatTrack.Tracker.Partitions;

/// <summary>
/// Takes over a partition with its history and alerts, and finds out what the previous owner left: how far it came, and what is to be re-evaluated.
/// </summary>
/// <param name="silo">The silo as other processes address it, which history records as the partition's owner.</param>
/// <param name="history">The history to take over.</param>
/// <param name="alerts">The alerts, which may be ahead of history.</param>
/// <param name="hot">Hot state, which may not be available.</param>
/// <param name="book">The documents that the partition's vehicles are evaluated by.</param>
/// <param name="retry">Retries stores until they answer.</param>
/// <param name="topic">The log that is read.</param>
/// <param name="placing">Resolves which vehicles are in the partition.</param>
/// <param name="lost">Receives ranges of records that are gone.</param>
/// <param name="handOn">Has vehicles re-evaluated, a few at a time, once the partition is open.</param>
/// <param name="health">Receives which partitions cannot be opened.</param>
/// <param name="log">Receives a message where hot state is not available.</param>
internal sealed partial class PartitionOpening(
    string silo, IHistoryStore history, IAlertStore alerts, IHotState hot, RuleContexts book, Retry retry, TopicWatch topic, PartitionPlacing placing,
    LostRecords lost, Func<PartitionSession, IReadOnlyList<PendingRejudge>, Task> handOn, TrackingHealth health, TimeProvider time,
    ILogger<PartitionOpening> log)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(10);

    /// <summary>After this time a log message reports that a partition is still not open, and what it waits for.</summary>
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(200);

    private static readonly IReadOnlyDictionary<VehicleId, Instant> s_nobody = new Dictionary<VehicleId, Instant>();

    /// <summary>Tries to open until it succeeds: a partition that cannot be opened waits by itself, and the others are read.</summary>
    public async Task<IHistoryPartition> RunAsync(PartitionSession session, CancellationToken cancellation)
    {
        var what = $"Opening partition {session.Partition}";
        while (true)
        {
            try
            {
                var opened = await OpenAsync(session, what, cancellation);
                health.Works(what);
                return opened;
            }
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                health.Fails(what, e.Message);
                LogNotOpened(e, session.Partition, s_pause);
            }
            finally
            {
                if (cancellation.IsCancellationRequested)
                {
                    health.Works(what);
                }
            }

            await Task.Delay(s_pause, time, cancellation);
        }
    }

    /// <summary>Opens the partition, and logs at intervals what it waits for where that takes long.</summary>
    private async Task<IHistoryPartition> OpenAsync(PartitionSession session, string what, CancellationToken cancellation)
    {
        var (begun, step) = (time.GetTimestamp(), new OpeningStep());
        var opening = OpenAsync(session, step, cancellation);
        while (true)
        {
            try
            {
                return await opening.WaitAsync(s_long, time, CancellationToken.None);
            }
            catch (TimeoutException) when (!opening.IsCompleted)
            {
                health.Fails(what, $"{step.What} takes long");
                LogLong(session.Partition, time.GetElapsedTime(begun), step.What);
            }
        }
    }

    private async Task<IHistoryPartition> OpenAsync(PartitionSession session, OpeningStep step, CancellationToken cancellation)
    {
        var state = await TryAsync("Looking at topic positions", topic.LookAsync);
        while (session.Partition >= state.Partitions)
        {
            // The broker that answered does not know the topic's new state yet.
            await Task.Delay(s_short, time, cancellation);
            state = await TryAsync("Looking at topic positions", topic.LookAsync);
        }

        step.What = "Taking over history";
        var taken = await retry.RunAsync(step.What, c => history.OpenAsync(session.Partition, c), cancellation);
        try
        {
            await OpenAsync(session, taken, state, step, cancellation);
            return taken;
        }
        catch
        {
            await taken.DisposeAsync();
            throw;
        }

        Task<T> TryAsync<T>(string what, Func<CancellationToken, Task<T>> call)
        {
            step.What = what;
            return retry.RunAsync(what, call, cancellation);
        }
    }

    private async Task OpenAsync(PartitionSession session, IHistoryPartition taken, TopicState state, OpeningStep step, CancellationToken cancellation)
    {
        var (incarnation, last) = taken.Recorded;
        var isNewLog = incarnation != state.Incarnation;
        session.OpenAt(isNewLog ? -1 : last, isNewLog);
        var before = taken.Placement is { Partitions: > 0 } recorded ? recorded.Partitions : state.Partitions;
        session.Reads(state, before);
        var begins = await TryAsync("Asking where the log begins", c => lost.LookAsync(session, c));
        var passed = Math.Max(session.FlushedOffset, begins - 1 ?? -1);
        session.TookAlertsOver(await TryAsync(
            "Taking over alerts",
            c => alerts.TakeOverAsync(session.Log.Incarnation, session.Partition, passed, c)));
        if (begins is { } first)
        {
            await retry.RunAsync(
                "Recording what rests on lost records",
                c => alerts.LoseRecordsAsync(session.Log.Incarnation, session.Partition, session.OpenedAt, first, c), cancellation);

            // The next owner would find the same records gone, and count them again, until a later one is stored, which a quiet partition does not get.
            await retry.RunAsync(
                "Passing lost records", c => taken.AppendAsync(new(session.Log.Incarnation, first - 1, first - 1, []), c), cancellation);
            lost.Note(session.Partition, session.OpenedAt + 1, first);
            session.OpenAt(first - 1, isNewLog: false);
        }

        if (isNewLog)
        {
            await retry.RunAsync("Ending the log before", c => alerts.EndLogAsync(incarnation, session.Partition, last, c), cancellation);
        }

        // Vehicles that arrive bring the revision up to which their filings are noted.
        step.What = "Placing vehicles";
        session.PlaceBy(await placing.OpenAsync(session, taken, state, cancellation));
        step.What = "Noting the registry's revision";
        await FollowDocumentsAsync(taken, cancellation);
        step.What = "Recording the parameters of the rules";
        await retry.RunAsync("Recording the parameters of the rules", c => taken.JudgeByAsync(book.Rules.Parameters, c), cancellation);
        session.JudgedOtherwiseSince = SupersededParameters.Of(taken.JudgedBy, book.Rules).From;
        step.What = "Asking hot state";
        session.TrustedParts = await TrustedPartsAsync(session.Partition, cancellation);
        session.Restore(await TryAsync("Reading quarantines", taken.QuarantinesAsync));
        step.What = "Reading what rests on ended logs";
        await LookBeyondEndedLogsAsync(session, taken, cancellation);
        foreach (var note in await TryAsync("Reading notes", taken.PendingRejudgesAsync))
        {
            // When the vehicle is released from quarantine, it is noted again.
            if (session.Owns(note.Vehicle) && !session.IsSetAside(note.Vehicle))
            {
                session.Notes[note.Vehicle] = note;
            }
        }

        // Readers ask this silo from now on.
        await retry.RunAsync("Recording the owner", c => taken.HoldAsync(silo, c), cancellation);
        if (session.Notes.Count > 0)
        {
            _ = handOn(session, [.. session.Notes.Values]);
        }

        Task<T> TryAsync<T>(string what, Func<CancellationToken, Task<T>> call)
        {
            step.What = what;
            return retry.RunAsync(what, call, cancellation);
        }
    }

    /// <summary>
    /// The partition is evaluated by the documents that this silo has. The previous owner may have had later ones, and has noted only the vehicles that it
    /// knew to be affected; filings are then noted again from this silo's revision on. Documents of a partition that has not been followed are followed from
    /// now on.
    /// </summary>
    private async Task FollowDocumentsAsync(IHistoryPartition taken, CancellationToken cancellation)
    {
        if (taken.DocumentsRevision is not { } noted || noted > book.Revision)
        {
            await retry.RunAsync("Noting the registry's revision", c => taken.TakeDocumentsAsync(s_nobody, book.Revision, c), cancellation);
        }
    }

    /// <summary>
    /// Finds the vehicles whose alerts rest on reports of an ended log that history does not have. They are evaluated again once history has that time: until
    /// then there is no evidence against the alerts, and afterwards they must follow from history. Where history has it already, they are noted now.
    /// </summary>
    private async Task LookBeyondEndedLogsAsync(PartitionSession session, IHistoryPartition taken, CancellationToken cancellation)
    {
        const string Step = "Reading what rests on ended logs";
        var lacking = await retry.RunAsync(Step, alerts.BeyondEndedLogsAsync, cancellation);
        VehicleId[] known = [.. lacking.Keys.Where(taken.Knows)];
        var newest = known.Length == 0 ? s_nobody : await retry.RunAsync(Step, c => taken.NewestAsync(known, c), cancellation);
        foreach (var (vehicle, until) in lacking)
        {
            Instant? reached = newest.TryGetValue(vehicle, out var time) ? time : null;
            session.LackEvidence(vehicle, new(StateLoader.JustAfter(reached), until));
            if (reached >= until && session.Owns(vehicle) && !session.IsSetAside(vehicle))
            {
                await retry.RunAsync(Step, c => taken.ReleaseAsync(vehicle, null, givesUp: false, c), cancellation);
            }
        }

        if (lacking.Count > 0)
        {
            LogLacking(session.Partition, lacking.Count, lacking.Keys.First());
        }
    }

    private async Task<PartSet> TrustedPartsAsync(int partition, CancellationToken cancellation)
    {
        try
        {
            var seen = await hot.LookAsync(PartSet.All, cancellation);
            if (seen.Fault is { } fault)
            {
                LogNoHotState(fault, partition);
            }

            return seen.CompleteFor(partition);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            LogNoHotState(e.Message, partition);
            return PartSet.None;
        }
    }

    [LoggerMessage(LogLevel.Error, "Partition {Partition} of positions cannot be opened; it is retried in {Pause}. Its reports wait in Kafka, and the other partitions are read.")]
    private partial void LogNotOpened(Exception e, int partition, TimeSpan pause);

    [LoggerMessage(LogLevel.Warning, "Partition {Partition} of positions is opened while {Vehicles} vehicles of the topic, as {Vehicle}, have alerts that rest on reports of a topic which is gone. They stay until history has that time; judge-again of a vehicle ends the wait.")]
    private partial void LogLacking(int partition, int vehicles, VehicleId vehicle);

    [LoggerMessage(LogLevel.Warning, "Hot state cannot be asked ({Why}); the vehicles of partition {Partition} that it concerns are built again from history.")]
    private partial void LogNoHotState(string why, int partition);

    [LoggerMessage(LogLevel.Warning, "Partition {Partition} of positions is not open after {Elapsed}: {Step} takes long. Its reports wait in Kafka, and the other partitions are read.")]
    private partial void LogLong(int partition, TimeSpan elapsed, string step);

    /// <summary>What opening waits for at the moment.</summary>
    private sealed class OpeningStep
    {
        public volatile string What = "";
    }
}
