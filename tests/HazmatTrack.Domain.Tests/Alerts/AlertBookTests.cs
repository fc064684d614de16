using CsCheck;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Testing.Alerts;

namespace HazmatTrack.Domain.Tests.Alerts;

public class AlertBookTests
{
    [Fact]
    public void Reading_any_stretch_of_the_log_again_changes_nothing() => ChangeSequences.Lives.Sample(
        life =>
        {
            var (alerts, events) = Work([[.. life.Log.SelectMany(cause => cause.Changes)]]);
            var (again, eventsAgain) = Work(ChangeSequences.BatchesOf(life));
            Assert.Equal(events, eventsAgain);
            Assert.Equal(alerts, again);
        },
        iter: 2_000);

    [Fact]
    public void Every_revision_has_exactly_one_event() => ChangeSequences.Lives.Sample(
        life =>
        {
            var store = new Dictionary<AlertId, Alert>();
            var told = new List<AlertEvent>();
            foreach (var batch in ChangeSequences.BatchesOf(life))
            {
                told.AddRange(Apply(store, batch).Events);
            }

            Assert.Equal(told.Count, told.Select(e => e.Id).Distinct().Count());
            foreach (var alert in store.Values)
            {
                Assert.Equal(Enumerable.Range(1, alert.Revision), told.Where(e => e.Alert.Id == alert.Id).Select(e => e.Alert.Revision));
            }
        },
        iter: 1_000);

    [Fact]
    public void One_report_may_raise_and_amend_an_alert_in_one_batch()
    {
        var book = new AlertBatch([]);
        book.Apply(SomeAlerts.Raise(100));
        book.Apply(SomeAlerts.Amend(100, SomeAlerts.Finding(measured: "2 km")));
        Assert.Equal([AlertEventKind.Raised, AlertEventKind.Amended], book.Events.Select(e => e.Kind));

        var again = new AlertBatch(book.Changed);
        again.Apply(SomeAlerts.Raise(100));
        again.Apply(SomeAlerts.Amend(100, SomeAlerts.Finding(measured: "2 km")));
        Assert.Empty(again.Events);
        Assert.Equal(2, again.Repetitions);
    }

    private static (List<string> Alerts, List<string> Events) Work(IEnumerable<IReadOnlyList<AlertChange>> batches)
    {
        var store = new Dictionary<AlertId, Alert>();
        var events = new List<string>();
        foreach (var batch in batches)
        {
            events.AddRange(Apply(store, batch).Events.Select(SomeAlerts.Told));
        }

        return ([.. store.Values.Select(SomeAlerts.Told).Order()], events);
    }

    private static AlertBatch Apply(Dictionary<AlertId, Alert> store, IReadOnlyList<AlertChange> batch)
    {
        var book = new AlertBatch(store.Values);
        foreach (var change in batch)
        {
            book.Apply(change);
        }

        foreach (var alert in book.Changed)
        {
            store[alert.Id] = alert;
        }

        return book;
    }
}
