namespace HazmatTrack.Server.Tests.Ingest;

public sealed class BatchConsumerTests
{
    public static TheoryData<string, bool> Ways => new()
    {
        { "embedded", true },
        { "embedded", false },
        { "real CooperativeSticky", true },
        { "real CooperativeSticky", false },
        { "real Range", true },
    };

    public static TheoryData<string, bool> WaysAndTheBrokersOwn => new(Ways) { { "real Consumer", true } };

    [Theory]
    [MemberData(nameof(WaysAndTheBrokersOwn))]
    public async Task Every_record_is_read_once_and_in_order_within_its_partition(string kind, bool native)
    {
        await using var kafka = await TestKafka.StartAsync(kind);
        kafka.Produce(1000);
        using var reader = new Reader(kafka, native);
        Assert.Equal(native, reader.Consumer.IsNative);
        reader.PollUntil(() => reader.Records.Count >= 6000, "all records");
        Assert.Equal(6000, reader.Records.Count);
        foreach (var partition in reader.Records.GroupBy(r => r.Partition))
        {
            Assert.Equal(Enumerable.Range(0, 1000), partition.Select(r => r.Number));
        }

        reader.Consumer.Close();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task After_a_restart_reading_goes_on_where_it_was_committed(string kind, bool native)
    {
        await using var kafka = await TestKafka.StartAsync(kind);
        kafka.Produce(300);
        using (var first = new Reader(kafka, native))
        {
            first.PollUntil(() => first.Records.Count >= 1800, "all records");
            Assert.True(first.Commit());
            kafka.Produce(100, 300);
            first.PollUntil(() => first.Records.Count > 1800, "more records");

            // As after a crash: what came last is not committed.
            first.Consumer.Dispose();
        }

        using var second = new Reader(kafka, native);
        second.PollUntil(() => second.Records.Count >= 600, "the uncommitted records");
        Assert.Equal(600, second.Records.Count);
        Assert.All(second.Records.GroupBy(r => r.Partition), p => Assert.Equal(Enumerable.Range(300, 100), p.Select(r => r.Number)));
        second.Consumer.Close();
    }

    [Theory]
    [MemberData(nameof(WaysAndTheBrokersOwn))]
    public async Task A_paused_partition_gives_nothing_and_resumes_without_loss_or_repetition(string kind, bool native)
    {
        await using var kafka = await TestKafka.StartAsync(kind);
        kafka.Produce(1000);
        using var reader = new Reader(kafka, native);
        reader.PollUntil(() => reader.Records.Count > 0 && reader.Owned.Count == 6, "the first records");
        reader.Consumer.Pause([2]);
        var before = reader.Records.Count(r => r.Partition == 2);
        reader.PollUntil(() => reader.Records.Count(r => r.Partition != 2) >= 5000, "the other partitions");
        Assert.Equal(before, reader.Records.Count(r => r.Partition == 2));
        reader.Consumer.Resume([2]);
        reader.PollUntil(() => reader.Records.Count >= 6000, "the paused partition");
        Assert.Equal(Enumerable.Range(0, 1000), reader.Records.Where(r => r.Partition == 2).Select(r => r.Number));
        reader.Consumer.Close();
    }

    [Theory]
    [MemberData(nameof(WaysAndTheBrokersOwn))]
    public async Task A_second_consumer_takes_a_share_and_gives_it_back_and_nothing_is_lost(string kind, bool native)
    {
        await using var kafka = await TestKafka.StartAsync(kind);
        kafka.Produce(200);
        using var first = new Reader(kafka, native);
        first.PollUntil(() => first.Owned.Count == 6, "all partitions");
        var second = new Reader(kafka, native);
        first.PollUntil(() => second.Owned.Count is > 0 and < 6 && first.Owned.Count + second.Owned.Count == 6, "a share each", second);
        kafka.Produce(200, 200);
        first.PollUntil(() => Distinct(first, second) >= 2400, "everything", second);
        second.Commit();

        // Leaving in order: what it read is committed while it still may.
        await Task.Run(second.Consumer.Close, TestContext.Current.CancellationToken);
        first.PollUntil(() => first.Owned.Count == 6, "all partitions again");
        kafka.Produce(200, 400);
        first.PollUntil(() => Distinct(first, second) >= 3600, "everything after that");
        Assert.Equal(3600, Distinct(first, second));
        Assert.Equal((0, 0), (first.Strays, second.Strays));
        Assert.Empty(second.Owned);

        if (kind != "embedded")
        {
            // Committed hand-overs repeat little: at most what was read while the group was moving. The embedded broker refuses commits
            // for that time, and everything comes again.
            Assert.InRange(first.Records.Count + second.Records.Count, 3600, 3600 + 1200);
        }

        second.Dispose();
        first.Consumer.Close();
    }

    [Theory]
    [MemberData(nameof(WaysAndTheBrokersOwn))]
    public async Task A_partition_that_was_paused_when_it_went_is_read_when_it_comes_back(string kind, bool native)
    {
        await using var kafka = await TestKafka.StartAsync(kind);
        using var first = new Reader(kafka, native);
        first.PollUntil(() => first.Owned.Count == 6, "all partitions");
        first.Consumer.Pause([0, 1, 2, 3, 4, 5]);
        var second = new Reader(kafka, native);
        first.PollUntil(() => second.Owned.Count is > 0 and < 6 && first.Owned.Count + second.Owned.Count == 6, "a share each", second);
        first.Consumer.Resume(first.Owned);
        await Task.Run(second.Consumer.Close, TestContext.Current.CancellationToken);
        first.PollUntil(() => first.Owned.Count == 6, "all partitions again");
        kafka.Produce(100);
        first.PollUntil(() => first.Records.Count >= 600, "the records of all partitions");
        second.Dispose();
        first.Consumer.Close();
    }

    [Theory]
    [InlineData("embedded")]
    [InlineData("real CooperativeSticky")]
    public async Task Watermarks_tell_the_lag(string kind)
    {
        await using var kafka = await TestKafka.StartAsync(kind);
        kafka.Produce(50);
        using var reader = new Reader(kafka);
        reader.PollUntil(() => reader.Records.Count >= 300, "all records");
        var marks = await reader.Consumer.WatermarksAsync([3, 0], TimeSpan.FromSeconds(10));
        Assert.Equal([(0, (0, 50)), (3, (0, 50))], marks.OrderBy(m => m.Key).Select(m => (m.Key, m.Value)));
    }

    [Fact]
    public async Task A_batch_not_disposed_is_not_overwritten()
    {
        await using var kafka = await TestKafka.StartAsync("embedded");
        kafka.Produce(50);
        using var reader = new Reader(kafka);
        reader.PollUntil(() => reader.Owned.Count == 6, "all partitions");
        using var batch = reader.Consumer.Poll(TimeSpan.FromSeconds(5));
        Assert.NotEqual(0, batch.Count);
        Assert.Throws<InvalidOperationException>(() => reader.Consumer.Poll(TimeSpan.Zero));
    }

    private static int Distinct(params Reader[] readers) =>
        readers.SelectMany(r => r.Records).Select(r => (r.Partition, r.Offset)).Distinct().Count();
}
