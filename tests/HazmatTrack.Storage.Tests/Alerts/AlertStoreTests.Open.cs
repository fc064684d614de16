using CsCheck;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Testing.Alerts;

namespace HazmatTrack.Storage.Tests.Alerts;

/// <summary>What is open is counted and found, however much is not.</summary>
public abstract partial class AlertStoreTests
{
    [Fact]
    public async Task The_counts_of_what_is_open_are_those_of_the_alerts_after_every_change() => await ChangeSequences.Lives.SampleAsync(
        async life =>
        {
            await using var store = await OpenEmptyAsync();
            var steps = 0;
            foreach (var batch in ChangeSequences.BatchesOf(life))
            {
                await store.ApplyAsync(batch, default);
                await store.HandleAsync(
                    Id(batch.Count > 0 ? batch[^1] : SomeAlerts.Raise()), SomeAlerts.Step((HandlingAction)(steps++ % 4), assignee: "王警官"), default);
                var open = (await store.ListAsync(new() { Limit = 1000 }, default)).Alerts.Where(a => a.State.IsOpen).ToList();
                long Count(Severity severity) => open.Count(a => a.Finding.Severity == severity);
                var (counts, sequence) = await store.CountOpenAsync(default);
                Assert.Equal(new(Count(Severity.Notice), Count(Severity.Yellow), Count(Severity.Orange), Count(Severity.Red)), counts);
                Assert.Equal((await store.EventRangeAsync(default)).Last, sequence);
                Assert.Equal(
                    open.Where(a => a.State.IsOpenViolation).Select(OpenViolation.FromAlert).OrderBy(v => v.Id),
                    (await store.OpenViolationsAsync(default)).OrderBy(v => v.Id));
            }
        },
        iter: 10,
        threads: 1);

    [Fact]
    public async Task An_alert_that_is_closed_between_two_pages_costs_no_other_its_place()
    {
        Finding At(int minute) => SomeAlerts.Finding(SomeAlerts.Morning + TimeSpan.FromMinutes(minute));
        await Store.ApplyAsync([.. Enumerable.Range(0, 9).Select(i => SomeAlerts.Raise(i, At(i)))], default);
        await ApplyAsync(SomeAlerts.Change(FindingChangeKind.Retracted, At(8), 50));
        var query = new AlertQuery { Sort = AlertSort.Open, Limit = 3 };
        var first = await Store.ListAsync(query, default);
        await ApplyAsync(SomeAlerts.Change(FindingChangeKind.Retracted, At(6), 60));
        var second = await Store.ListAsync(query with { After = first.Next }, default);
        var third = await Store.ListAsync(query with { After = second.Next }, default);
        var fourth = await Store.ListAsync(query with { After = third.Next }, default);
        Assert.Equal(
            [7, 6, 5, 4, 3, 2, 1, 0, 8, 6],
            new[] { first, second, third, fourth }.SelectMany(p => p.Alerts).Select(a => (a.Finding.Onset - SomeAlerts.Morning).TotalMinutes));
        Assert.Null(fourth.Next);
    }
}
