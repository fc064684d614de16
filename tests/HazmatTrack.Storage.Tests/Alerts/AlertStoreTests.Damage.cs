using HazmatTrack.Domain.Alerts;
using HazmatTrack.Testing.Alerts;

namespace HazmatTrack.Storage.Tests.Alerts;

/// <summary>Bodies that cannot be read, of alerts and of events.</summary>
public abstract partial class AlertStoreTests
{
    [Fact]
    public async Task An_alert_whose_body_is_damaged_is_what_its_newest_event_says_and_lives_on()
    {
        var found = new List<Damage>();
        Store.Damaged += found.Add;
        await ApplyAsync(SomeAlerts.Raise());
        var alert = Assert.Single(await Store.EventsAfterAsync(0, 10, default)).Alert;
        await ExecuteAsync("update alert set body = '{\"v\":1,\"alert\":{\"id'");
        Assert.Equal(SomeAlerts.Told(alert), SomeAlerts.Told((await Store.FindAsync(alert.Id, default))!));
        Assert.Equal(SomeAlerts.Told(alert), SomeAlerts.Told(Assert.Single((await Store.ListAsync(new(), default)).Alerts)));
        Assert.Single(await Store.ActiveAsync(alert.Vehicle, default, alert.Finding.Onset, default));
        Assert.All(found, d => Assert.Equal(("alert", alert.Id.ToString(), alert.Vehicle), (d.Kind, d.Key, d.Vehicle)));

        // The next change heals it.
        await ApplyAsync(SomeAlerts.Retract(101));
        found.Clear();
        Assert.Equal(AlertStatus.Retracted, (await Store.FindAsync(alert.Id, default))!.Status);
        Assert.Empty(found);
    }

    [Fact]
    public async Task An_alert_of_which_nothing_can_be_read_holds_up_no_other()
    {
        var found = new List<Damage>();
        Store.Damaged += found.Add;
        await ApplyAsync(SomeAlerts.Raise());
        var id = Assert.Single(await Store.EventsAfterAsync(0, 10, default)).Alert.Id;
        await ExecuteAsync("update alert set body = '?'; update alert_event set body = '?'");
        var other = SomeAlerts.Raise(102) with { Vehicle = SomeAlerts.OtherTruck };
        await ApplyAsync(SomeAlerts.Retract(101), other);
        var told = Assert.Single(await Store.EventsAfterAsync(0, 10, default));
        Assert.Equal(SomeAlerts.OtherTruck, told.Alert.Vehicle);
        Assert.Equal([SomeAlerts.OtherTruck], (await Store.ListAsync(new(), default)).Alerts.Select(a => a.Vehicle));
        Assert.Empty(await Store.EventsOfAsync(id, default));
        await Assert.ThrowsAsync<InvalidDataException>(() => Store.FindAsync(id, default));
        Assert.Contains(found, d => d.Kind == "alert" && d.Key == id.ToString());
        Assert.Contains(found, d => d is { Kind: "alert-event", Key: "sequence=1" });
    }

    [Fact]
    public async Task A_page_of_nothing_but_alerts_that_cannot_be_read_is_not_the_last()
    {
        await ApplyAsync([.. Enumerable.Range(1, 6).Select(
            i => SomeAlerts.Raise(100 + i, SomeAlerts.Finding(SomeAlerts.Morning + TimeSpan.FromSeconds(i), key: $"k{i}")))]);
        var readable = (await Store.ListAsync(new(), default)).Alerts[^1];
        var damaged = (SomeAlerts.Morning + TimeSpan.FromSeconds(1)).UnixMilliseconds;
        await ExecuteAsync(FormattableString.Invariant(
            $"update alert set body = '?' where first_onset > {damaged}; update alert_event set body = '?' where first_onset > {damaged}"));
        var page = await Store.ListAsync(new() { Limit = 1 }, default);
        Assert.Equal((readable.Id, null), (Assert.Single(page.Alerts).Id, page.Next));
    }

    [Fact]
    public async Task A_body_that_is_another_alert_is_damage_too()
    {
        await ApplyAsync(SomeAlerts.Raise(), SomeAlerts.Raise(102) with { Vehicle = SomeAlerts.OtherTruck });
        var alerts = (await Store.ListAsync(new(), default)).Alerts;
        await ExecuteAsync($"update alert set body = (select body from alert where id = '{alerts[0].Id}')");
        Assert.Equal(alerts.Select(SomeAlerts.Told), (await Store.ListAsync(new(), default)).Alerts.Select(SomeAlerts.Told));
    }

    /// <summary>Runs statements on the test's own database.</summary>
    protected abstract Task ExecuteAsync(string sql);
}
