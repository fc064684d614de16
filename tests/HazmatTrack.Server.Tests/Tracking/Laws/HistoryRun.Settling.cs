using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Tracks;

namespace HazmatTrack.Server.Tests.Tracking.Laws;

/// <content>Comes to rest, on the way and in the end, and compares.</content>
internal sealed partial class HistoryRun
{
    /// <summary>Stores and works off everything, wakes every vehicle and has it report once more, lets time pass, and compares.</summary>
    private async Task SettleAsync()
    {
        while (Now.Next < _read)
        {
            await ReadAsync(20);
        }

        await Now.Stages.Papers.LookAsync();
        await RestAsync();

        // A rule that the state does not know is judged from the next report on.
        var known = Enumerable.Range(0, _history.Vehicles.Count).Where(v => Seen(v).Any()).ToList();
        if (known.Exists(v => !Now.Reported.Contains(v)))
        {
            await RepeatAsync(known);
            await RestAsync();
        }

        foreach (var v in known)
        {
            if (!_history.ChangesParameters)
            {
                HistoryFold.AssertLookedAt(Now.Stages, _history.Vehicles[v], Seen(v), Rules, _passed[v]);
            }

            Passed(v, Seen(v).Max(r => r.Time) + _history.Silence);
            await Now.JudgeAsync(Now.Stages.TickAsync(_history.Vehicles[v], _passed[v]!.Value));
            await RestAsync();
        }

        foreach (var v in known)
        {
            await HistoryFold.CompareAsync(Now.Stages, _history.Vehicles[v], Seen(v), Rules, _passed[v]!.Value, IsJudged, _history.IsOfReportsAlone, _counts);
        }

        await RememberAsync();
    }

    /// <summary>Each vehicle's newest report comes once more: in the middle of the log, with all after it one place later.</summary>
    private async Task RepeatAsync(List<int> vehicles)
    {
        var at = Now.Next;
        var receipt = _log[at - 1].Receipt;
        _log.InsertRange(at, vehicles.Select(v => new Arrival(v, Seen(v).MaxBy(r => r.Time.UnixMilliseconds), receipt)));
        await ReadAsync(vehicles.Count);
    }

    private IEnumerable<PositionReport> Seen(int vehicle) => _log.Take(_read).Where(a => a.Vehicle == vehicle).Select(a => a.Report);

    private async Task RestAsync()
    {
        for (var i = 0; ; i++)
        {
            if (i == MostToRest)
            {
                Fail("It does not come to rest.");
            }

            if (Now.Waiting.Count > 0)
            {
                await Now.StoreAsync();
            }
            else if (Now.IsNoting || !Now.HasNotedParameters || Now.Stages.Noted != Now.Stages.Papers.Revision)
            {
                await Now.NoteAsync();
            }
            else if (await Now.JudgeAsync(Now.Stages.JudgeAskedAsync()) is not null)
            {
                // Stored next.
            }
            else if ((await Now.Stages.NotedAsync()).Count > 0)
            {
                Fail("What is noted to be judged again is not.");
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>What the program has no rule for stays as it is from here on.</summary>
    private async Task RememberAsync()
    {
        var left = new Dictionary<AlertId, Alert>();
        foreach (var vehicle in _history.Vehicles)
        {
            foreach (var alert in (await Now.Stages.AlertsAsync(vehicle)).Where(a => !IsJudged(a.Finding.Rule)))
            {
                left.Add(alert.Id, alert);
                if (_left.TryGetValue(alert.Id, out var before) && before.Revision != alert.Revision)
                {
                    Fail($"{alert.Identity} changed while the program did not have its rule.");
                }
            }
        }

        _left.Clear();
        foreach (var (id, alert) in left)
        {
            _left.Add(id, alert);
        }
    }

    private bool IsJudged(string rule) => !Build.AllRules.Contains(rule) || Rules.Find(rule) is not null;

    private static void Fail(string what) => throw new HistoryLawException(what);
}
