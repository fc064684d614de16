using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Tests.Alerts;

namespace HazmatTrack.Storage.Tests.Alerts;

/// <summary>What is over goes after the time it must be kept; what is not stays.</summary>
public abstract partial class AlertStoreTests
{
    private static readonly Instant s_yearsLater = Some.Morning + TimeSpan.FromDays(1200);

    [Fact]
    public async Task An_old_alert_that_is_over_goes_with_its_events_and_one_that_is_not_stays()
    {
        var (over, open) = (Some.Finding(Some.Morning), Some.Finding(Some.Morning + TimeSpan.FromDays(60), severity: Severity.Red));
        await Store.ApplyAsync([Some.Raise(1, over), Some.Raise(2, open)], default);
        await ApplyAsync(Some.Change(FindingChangeKind.Retracted, over, 3));
        Assert.Equal(1, await Store.DropBeforeAsync(s_yearsLater, default));
        Assert.Equal(0, await Store.DropBeforeAsync(s_yearsLater, default));

        var (gone, kept) = (Id(Some.Raise(1, over)), Id(Some.Raise(2, open)));
        Assert.Null(await Store.FindAsync(gone, default));
        Assert.Empty(await Store.EventsOfAsync(gone, default));
        Assert.Null((await Store.HandleAsync(gone, Some.Step(HandlingAction.Acknowledge), default)).Alert);
        Assert.Equal(kept, Assert.Single((await Store.ListAsync(new(), default)).Alerts).Id);
        Assert.Empty((await Store.ListAsync(
            new() { Province = Domain.Provinces.ProvinceCode.Jiangsu, From = Some.Morning, To = Some.Morning + TimeSpan.FromDays(2) }, default)).Alerts);
        Assert.Single(await Store.EventsOfAsync(kept, default));
        Assert.Equal(new(0, 0, 0, 1), (await Store.CountOpenAsync(default)).Open);

        // Nobody can resume in the middle of what is not all there.
        Assert.Equal((4, 3), await Store.EventRangeAsync(default));

        // Handled to the end, and old again, it goes as well; what is raised anew has a table all the same.
        await ApplyAsync(Some.Change(FindingChangeKind.Retracted, open, 4));
        Assert.Equal(1, await Store.DropBeforeAsync(s_yearsLater, default));
        await ApplyAsync(Some.Raise(5, over));
        Assert.Equal((1, AlertStatus.Open), ((await Store.FindAsync(gone, default))!.Revision, (await Store.FindAsync(gone, default))!.Status));
        Assert.Equal((5, 5), await Store.EventRangeAsync(default));
    }

    [Fact]
    public async Task An_alert_to_which_something_happened_since_stays_however_old_it_is()
    {
        var finding = Some.Finding(Some.Morning - TimeSpan.FromDays(1500));
        await Store.ApplyAsync([Some.Raise(1, finding)], default);
        await ApplyAsync(Some.Change(FindingChangeKind.Retracted, finding, 2));
        Assert.Equal(0, await Store.DropBeforeAsync(Some.Morning - TimeSpan.FromDays(30), default));
        Assert.Equal(2, (await Store.EventsOfAsync(Id(Some.Raise(1, finding)), default)).Count);
    }

    [Fact]
    public async Task An_alert_whose_month_another_silo_removed_is_raised_all_the_same()
    {
        var finding = Some.Finding(Some.Morning);
        await ApplyAsync(Some.Raise(1, finding));
        await ApplyAsync(Some.Change(FindingChangeKind.Retracted, finding, 2));
        await using var other = await OpenAsync();
        Assert.Equal(1, await other.DropBeforeAsync(s_yearsLater, default));
        await ApplyAsync(Some.Raise(3, finding));
        Assert.Single((await Store.ListAsync(new(), default)).Alerts);
    }
}
