using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using HazmatTrack.Domain.Alerts;
using HazmatTrack.Domain.Rules.Catalog;
using HazmatTrack.Kafka;
using HazmatTrack.Kafka.Consuming;
using HazmatTrack.Storage.Alerts;
using HazmatTrack.Storage.Tests.Alerts;
using HazmatTrack.TestServers;
using HazmatTrack.Testing.Alerts;
using HazmatTrack.Tracker.Relay;

namespace HazmatTrack.Server.Tests.Alerts;

/// <summary>A store of alerts that is older than their topic, as a process finds it at its start.</summary>
public sealed class AlertRestoringTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hazmat-restoring-").FullName;
    private readonly string _topic = $"alerts-{Guid.NewGuid():N}";
    private AlertStore _whole = null!;
    private AlertStore _backup = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static KafkaOptions Kafka => new() { BootstrapServers = Servers.Kafka };

    public async ValueTask InitializeAsync()
    {
        using var admin = new AdminClientBuilder(Kafka.Apply(new AdminClientConfig())).Build();
        await admin.CreateTopicsAsync([new TopicSpecification { Name = _topic, NumPartitions = 3, ReplicationFactor = 1 }]);
        (_whole, _backup) = (await OpenAsync("whole.db"), await OpenAsync("backup.db"));
        await RaiseAsync(1, _whole, _backup);
        await RaiseAsync(2, _whole, _backup);
    }

    public async ValueTask DisposeAsync()
    {
        await _whole.DisposeAsync();
        await _backup.DisposeAsync();
        Directory.Delete(_folder, true);
    }

    [Fact]
    public async Task A_store_that_is_as_new_as_the_topic_is_left_as_it_is()
    {
        await RelayAsync();
        Assert.Null(await RestoreAsync(_backup));
        Assert.Equal(2, (await _backup.LastEventAsync(Stop)).Last);
    }

    [Fact]
    public async Task A_topic_that_is_not_there_or_has_no_records_restores_nothing()
    {
        Assert.Null(await RestoreAsync(_backup));
        Assert.Null((await AlertRestoring.RunAsync(_backup, Kafka, $"absent-{Guid.NewGuid():N}", Stop)).Restored);
    }

    [Fact]
    public async Task An_older_store_gets_the_events_since_then_once_and_a_second_process_finds_nothing_to_do()
    {
        await RaiseAsync(3, _whole);
        var alert = (await _whole.EventsAfterAsync(2, 1, Stop))[0].Alert.Id;
        await _whole.HandleAsync(alert, SomeAlerts.Step(HandlingAction.Acknowledge), Stop);
        await RelayAsync();
        await RelayAsync();
        Assert.Equal(new(2, 3, 4, 2, 0), await RestoreAsync(_backup));
        Assert.Null(await RestoreAsync(_backup));
        Assert.Equal(
            (await _whole.EventsAfterAsync(0, 10, Stop)).Select(SomeAlerts.Told), (await _backup.EventsAfterAsync(0, 10, Stop)).Select(SomeAlerts.Told));
        Assert.Equal(AlertStatus.Acknowledged, (await _backup.FindAsync(alert, Stop))!.Status);
    }

    [Fact]
    public async Task A_restore_that_was_interrupted_reads_on_from_where_it_was()
    {
        for (var number = 3; number <= 6; number++)
        {
            await RaiseAsync(number, _whole);
        }

        await RelayAsync();
        var fourth = PartitionsToEnd.ReadAll<Ignore, byte[]>(Kafka, "restoring", _topic).Single(r => IsOf(r.Message.Headers, "4"));
        var events = await _whole.EventsAfterAsync(0, 10, Stop);

        // It says to have read up to event 4, and has left event 3 out: that is not read again.
        var places = new Dictionary<int, RestoredTo> { [fourth.Partition.Value] = new(fourth.Offset.Value + 1, 4) };
        await _backup.RestoreAsync([events[3]], new(_topic, 2, places), Stop);
        Assert.Equal(new(2, 4, 6, 3, 0), await RestoreAsync(_backup));
        Assert.Equal([1, 2, 4, 5, 6], (await _backup.EventsAfterAsync(0, 10, Stop)).Select(e => e.Sequence));
        Assert.Null(await RestoreAsync(_backup));
    }

    [Fact]
    public async Task A_place_that_the_topic_does_not_have_is_none()
    {
        await RaiseAsync(3, _whole);
        await RelayAsync();
        var third = PartitionsToEnd.ReadAll<Ignore, byte[]>(Kafka, "restoring", _topic).Single(r => IsOf(r.Message.Headers, "3"));
        var places = new Dictionary<int, RestoredTo> { [third.Partition.Value] = new(third.Offset.Value + 100, 3) };
        await _backup.RestoreAsync([(await _whole.EventsAfterAsync(2, 1, Stop))[0]], new(_topic, 2, places), Stop);
        Assert.Equal(new(2, 3, 3, 1, 0), await RestoreAsync(_backup));
    }

    [Fact]
    public async Task An_empty_store_gets_all_that_the_topic_has()
    {
        await RelayAsync();
        await using var empty = await OpenAsync("empty.db");
        Assert.Equal(new(0, 1, 2, 2, 0), await RestoreAsync(empty));
    }

    [Fact]
    public async Task Of_records_that_hold_no_event_the_numbers_are_not_given_again_and_the_others_are_restored()
    {
        await RaiseAsync(3, _whole);
        await RelayAsync();
        using (var producer = new ProducerBuilder<string, byte[]>(Kafka.Apply(new ProducerConfig())).Build())
        {
            // Of a program before this one, of somebody else, and damaged.
            foreach (var headers in (Headers[])[Numbered("4"), [], Numbered("many"), Numbered("5", "{\"v\":1}"), Numbered("6", "no JSON")])
            {
                await producer.ProduceAsync(_topic, new() { Key = "x", Value = [1], Headers = headers }, Stop);
            }
        }

        Assert.Equal(new(2, 3, 6, 1, 3), await RestoreAsync(_backup));
        await RaiseAsync(9, _backup);
        Assert.Equal([1, 2, 3, 6 + AlertStore.NumbersLeftOut + 1], (await _backup.EventsAfterAsync(0, 10, Stop)).Select(e => e.Sequence));
    }

    [Fact]
    public async Task An_event_that_two_programs_delivered_is_restored_from_the_record_that_holds_it()
    {
        await RaiseAsync(3, _whole);
        using (var producer = new ProducerBuilder<string, byte[]>(Kafka.Apply(new ProducerConfig())).Build())
        {
            // By a program before this one, and with headers that have no value.
            Headers empty = [new Header(AlertRestoring.SequenceHeader, Encoding.UTF8.GetBytes("3")), new Header(AlertRestoring.StoredHeader, null)];
            foreach (var headers in (Headers[])[Numbered("3"), empty, [new Header(AlertRestoring.SequenceHeader, null)]])
            {
                await producer.ProduceAsync(_topic, new() { Key = SomeAlerts.Truck.ToString(), Value = [1], Headers = headers }, Stop);
            }
        }

        await RelayAsync();
        Assert.Equal(new(2, 3, 3, 1, 0), await RestoreAsync(_backup));
    }

    private static bool IsOf(Headers headers, string sequence) =>
        headers.TryGetLastBytes(AlertRestoring.SequenceHeader, out var bytes) && Encoding.UTF8.GetString(bytes) == sequence;

    private async Task<RestoredAlerts?> RestoreAsync(AlertStore store)
    {
        var compared = await AlertRestoring.RunAsync(store, Kafka, _topic, Stop);
        Assert.Empty(compared.Unread);
        return compared.Restored;
    }

    private static Headers Numbered(string sequence, string? stored = null)
    {
        var headers = new Headers { { AlertRestoring.SequenceHeader, Encoding.UTF8.GetBytes(sequence) } };
        if (stored is not null)
        {
            headers.Add(AlertRestoring.StoredHeader, Encoding.UTF8.GetBytes(stored));
        }

        return headers;
    }

    private static async Task RaiseAsync(int number, params AlertStore[] stores)
    {
        foreach (var store in stores)
        {
            await store.ApplyAsync([SomeAlerts.Raise(number, SomeAlerts.Finding(SomeAlerts.Morning + TimeSpan.FromHours(number)))], Stop);
        }
    }

    private Task<AlertStore> OpenAsync(string file) => AlertStore.OpenSqliteAsync(Path.Combine(_folder, file), Stop);

    private async Task RelayAsync()
    {
        using var publisher = new AlertPublisher(Kafka.Apply(new ClientConfig()), _topic, RuleList.Catalog, TimeSpan.FromSeconds(60));
        await publisher.DeliverAsync(await _whole.EventsAfterAsync(0, 100, Stop));
    }
}
