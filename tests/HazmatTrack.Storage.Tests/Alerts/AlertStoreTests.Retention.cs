using HazmatTrack.Domain;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Rules.Findings;
using HazmatTrack.Testing.Alerts;

namespace HazmatTrack.Storage.Tests.Alerts;

/// <summary>What is over goes after the time it must be kept; what is not stays.</summary>
public abstract partial class AlertStoreTests
{
    private static readonly Instant s_yearsLater = SomeAlerts.Morning + TimeSpan.FromDays(1200);

    [Fact]
    public async Task An_old_alert_that_is_over_goes_with_its_events_and_one_that_is_not_stays()
    {
        var (over, open) = (SomeAlerts.Finding(SomeAlerts.Morning), SomeAlerts.Finding(SomeAlerts.Morning + TimeSpan.FromDays(60), severity: Severity.Red));
        await Store.ApplyAsync([SomeAlerts.Raise(1, over), SomeAlerts.Raise(2, open)], default);
        await ApplyAsync(SomeAlerts.Change(FindingChangeKind.Retracted, over, 3));
        Assert.Equal(1, await Store.DropBeforeAsync(s_yearsLater, default));
        Assert.Equal(0, await Store.DropBeforeAsync(s_yearsLater, default));

        var (gone, kept) = (Id(SomeAlerts.Raise(1, over)), Id(SomeAlerts.Raise(2, open)));
        Assert.Null(await Store.FindAsync(gone, default));
        Assert.Empty(await Store.EventsOfAsync(gone, default));
        Assert.Null((await Store.HandleAsync(gone, SomeAlerts.Step(HandlingAction.Acknowledge), default)).Alert);
        Assert.Equal(kept, Assert.Single((await Store.ListAsync(new(), default)).Alerts).Id);
        Assert.Empty((await Store.ListAsync(
            new() { Province = Domain.Provinces.ProvinceCode.Jiangsu, From = SomeAlerts.Morning, To = SomeAlerts.Morning + TimeSpan.FromDays(2) },
            default)).Alerts);
        Assert.Single(await Store.EventsOfAsync(kept, default));
        Assert.Equal(new(0, 0, 0, 1), (await Store.CountOpenAsync(default)).Open);

        // Nobody can resume in the middle of what is not all there.
        Assert.Equal((4, 3), await Store.EventRangeAsync(default));

        // Handled to the end, and old again, it goes as well; what is raised anew has a table all the same.
        await ApplyAsync(SomeAlerts.Change(FindingChangeKind.Retracted, open, 4));
        Assert.Equal(1, await Store.DropBeforeAsync(s_yearsLater, default));
        await ApplyAsync(SomeAlerts.Raise(5, over));
        Assert.Equal((1, AlertStatus.Open), ((await Store.FindAsync(gone, default))!.Revision, (await Store.FindAsync(gone, default))!.Status));
        Assert.Equal((5, 5), await Store.EventRangeAsync(default));
    }

    [Fact]
    public async Task An_alert_to_which_something_happened_since_stays_however_old_it_is()
    {
        var finding = SomeAlerts.Finding(SomeAlerts.Morning - TimeSpan.FromDays(1500));
        await Store.ApplyAsync([SomeAlerts.Raise(1, finding)], default);
        await ApplyAsync(SomeAlerts.Change(FindingChangeKind.Retracted, finding, 2));
        Assert.Equal(0, await Store.DropBeforeAsync(SomeAlerts.Morning - TimeSpan.FromDays(30), default));
        Assert.Equal(2, (await Store.EventsOfAsync(Id(SomeAlerts.Raise(1, finding)), default)).Count);
    }

    [Fact]
    public async Task An_alert_whose_month_another_silo_removed_is_raised_all_the_same()
    {
        var finding = SomeAlerts.Finding(SomeAlerts.Morning);
        await ApplyAsync(SomeAlerts.Raise(1, finding));
        await ApplyAsync(SomeAlerts.Change(FindingChangeKind.Retracted, finding, 2));
        await using var other = await OpenAsync();
        Assert.Equal(1, await other.DropBeforeAsync(s_yearsLater, default));
        await ApplyAsync(SomeAlerts.Raise(3, finding));
        Assert.Single((await Store.ListAsync(new(), default)).Alerts);
    }
}
