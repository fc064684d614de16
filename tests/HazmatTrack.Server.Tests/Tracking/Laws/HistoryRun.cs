using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Rules;
using HazmatTrack.Domain.Rules.Parameters;
using Microsoft.Extensions.Time.Testing;

namespace HazmatTrack.Server.Tests.Tracking.Laws;

/// <summary>
/// Has a history happen to two silos on the same stores, act after act: each is over, or waits where the history says, before the next begins, so that a
/// history ends the same however often it is run.
/// </summary>
internal sealed partial class HistoryRun : IAsyncDisposable
{
    /// <summary>One with the evaluator, two waiting, one being stored.</summary>
    private const int MostAhead = 4;

    /// <summary>So many batches work off what a history leaves, at the very most.</summary>
    private const int MostToRest = 5000;

    private readonly SomeHistory _history;
    private readonly FakeTimeProvider _clock;
    private readonly Silo[] _silos;
    private readonly List<Arrival> _log;
    private readonly Instant?[] _passed;
    private readonly Dictionary<AlertId, Alert> _left = [];
    private readonly HistoryCounts _counts = new();
    private int _owner;
    private int _build;
    private IReadOnlyList<ParameterVersion> _parameters;
    private int _read;

    private HistoryRun(SomeHistory history, FakeTimeProvider clock, Stages first)
    {
        (_history, _clock) = (history, clock);
        (_build, _parameters) = (history.FirstBuild, [.. history.Parameters.Take(history.FirstParameters)]);
        _silos = [new(first), new(first.Beside(Rules))];
        _log = [.. history.Log];
        _passed = new Instant?[history.Vehicles.Count];
    }

    private Silo Now => _silos[_owner];

    private RuleSet Rules => Build.RulesOf(_build, _history.AlarmFrom, _parameters);

    /// <summary>Has a history happen in an empty folder, and compares what is active on the way and in the end.</summary>
    /// <exception cref="HistoryLawException">It is not what one fold over the inputs gives.</exception>
    public static async Task<HistoryCounts> RunAsync(SomeHistory history, string folder)
    {
        var clock = new FakeTimeProvider(history.Log[0].Receipt.ToDateTimeOffset());
        var first = await Stages.OpenAsync(
            folder, clock, rules: Build.RulesOf(history.FirstBuild, history.AlarmFrom, history.Parameters.Take(history.FirstParameters)),
            rejudgedAtATime: history.RejudgedAtATime);
        await using var run = new HistoryRun(history, clock, first);
        foreach (var act in history.Acts)
        {
            await run.DoAsync(act);
        }

        while (run.Now.Next < run._log.Count)
        {
            await run.DoAsync(new Read(20));
        }

        await run.SettleAsync();
        foreach (var silo in run._silos)
        {
            run._counts.Add("judged again", (int)await silo.Stages.CountAsync("hazmattrack_rejudged_total"));
        }

        return run._counts;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _silos)
        {
            silo.LetGo();
        }

        await _silos[1].Stages.DisposeAsync();
        await _silos[0].Stages.DisposeAsync();
    }

    private async Task DoAsync(Act act)
    {
        _counts.Add(act.GetType().Name);
        switch (act)
        {
            case Read read:
                await ReadAsync(read.Records);
                break;
            case Store:
                await Now.StoreAsync();
                break;
            case Ask:
                await RoomAsync();
                await Now.JudgeAsync(Now.Stages.JudgeAskedAsync());
                break;
            case File file:
                await Now.Stages.Papers.FileAsync(file.Document);
                break;
            case Look:
                await Now.Stages.Papers.LookAsync();
                break;
            case Note:
                await Now.NoteAsync();
                break;
            case Pass pass:
                await PassAsync(pass.By);
                break;
            case Flush when _read > 0 && Now.Waiting.Count == 0:
                await Now.Stages.FlushAsync();
                break;
            case Sleep sleep when Now.Waiting.Count == 0:
                await Now.Stages.SleepAsync(_history.Vehicles[sleep.Vehicle]);
                break;
            case Crash crash:
                await CrashAsync(crash);
                break;
            case TakeOver takeOver:
                await StartAsync(1 - _owner, takeOver.Next);
                break;
            case StoreLate:
                await StoreLateAsync();
                break;
            case Settle when _read > 0:
                await SettleAsync();
                break;
        }
    }

    private async Task ReadAsync(int records)
    {
        await RoomAsync();
        var next = Now.Next;
        var some = _log.Skip(next).Take(SomeHistory.Polled(_log, next, records)).Select(a => (_history.Vehicles[a.Vehicle], a.Report, a.Receipt)).ToList();
        if (some.Count == 0)
        {
            return;
        }

        _clock.SetUtcNow(Later(_clock.GetUtcNow(), some[^1].Receipt.ToDateTimeOffset()));
        Now.Next += some.Count;
        Now.Reported.UnionWith(_log.Skip(next).Take(some.Count).Select(a => a.Vehicle));
        _read = Math.Max(_read, Now.Next);
        await Now.JudgeAsync(Now.Stages.JudgeAsync(next, some));
    }

    private async Task RoomAsync()
    {
        while (Now.Waiting.Count >= MostAhead)
        {
            await Now.StoreAsync();
        }
    }

    /// <summary>Time passes only where everything is read that had been received by then.</summary>
    private async Task PassAsync(TimeSpan by)
    {
        if (Now.Next < _read)
        {
            return;
        }

        var now = _clock.GetUtcNow() + by;
        if (Now.Next < _log.Count && now > _log[Now.Next].Receipt.ToDateTimeOffset())
        {
            now = Later(_clock.GetUtcNow(), _log[Now.Next].Receipt.ToDateTimeOffset());
        }

        _clock.SetUtcNow(now);
        await RoomAsync();
        var batch = await Now.JudgeAsync(Now.Stages.PassAsync(Instant.From(now)));
        foreach (var vehicle in batch is null ? [] : batch.Buffers.Vehicles)
        {
            _counts.Add("looked at");
            Passed(_history.Vehicles.ToList().IndexOf(vehicle.Slot.Vehicle), vehicle.Tick!.Value);
        }
    }

    private void Passed(int vehicle, Instant until) => _passed[vehicle] = _passed[vehicle] is { } known ? Instant.Later(known, until) : until;

    private async Task CrashAsync(Crash crash)
    {
        var stages = Now.Stages;
        stages.FailsAfterAlerts = crash.At == CrashPoint.AfterAlerts;
        stages.Hot.Fails = (crash.At == CrashPoint.AfterHistory ? new Stages.CrashException() : null, crash.At == CrashPoint.AfterHotState
            ? new Stages.CrashException() : null);
        try
        {
            if (crash.At != CrashPoint.Before)
            {
                await Now.StoreAsync();
            }
        }
        catch (Stages.CrashException)
        {
            // That is where it ended.
        }

        (stages.FailsAfterAlerts, stages.Hot.Fails) = (false, default);
        Now.LetGo();
        await StartAsync(crash.At == CrashPoint.Before ? 1 - _owner : _owner, crash.Next);
    }

    private async Task StartAsync(int silo, Start start)
    {
        _owner = silo;
        Now.LetGo();
        _build = start.Build;
        _parameters = [.. _parameters, .. _history.ParametersFrom(Instant.From(_clock.GetUtcNow()), start).Except(_parameters)];
        Now.Stages.Install(Rules);
        await Now.Stages.Papers.LookAsync();
        Now.Next = Math.Max(0, (int)await Now.Stages.StartAsync(start.TrustsHotState) - start.Back);
        await RememberAsync();
    }

    private async Task StoreLateAsync()
    {
        await _silos[1 - _owner].StoreAsync();
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
