using HazmatTrack.Kafka;

namespace HazmatTrack.Server.Tests.Ingest;

/// <summary>What a cluster is asked for when the program creates a topic.</summary>
public sealed class TopicSpecTests
{
    private static readonly Dictionary<string, string> s_retention = new() { ["retention.ms"] = "-1" };

    [Theory]
    [InlineData(9, "2")]
    [InlineData(3, "2")]
    [InlineData(2, "1")]
    [InlineData(1, "1")]
    public void What_is_acknowledged_is_on_two_brokers_where_a_third_may_be_away(int replicas, string inSync)
    {
        var asked = new TopicSpec("alerts", 16).ToCreate(replicas);
        Assert.Equal(("alerts", 16, (short)replicas), (asked.Name, asked.NumPartitions, asked.ReplicationFactor));
        Assert.Equal(new Dictionary<string, string> { ["min.insync.replicas"] = inSync }, asked.Configs);
    }

    [Fact]
    public void Brokers_that_choose_the_replicas_also_choose_how_many_acknowledge()
    {
        var asked = new TopicSpec("alerts", 16, s_retention).ToCreate(-1);
        Assert.Equal(-1, asked.ReplicationFactor);
        Assert.Equal(s_retention, asked.Configs);
    }

    [Fact]
    public void A_topic_keeps_the_settings_of_its_own_and_its_list_is_not_changed()
    {
        var own = new Dictionary<string, string>(s_retention) { ["min.insync.replicas"] = "3" };
        Assert.Equal(own, new TopicSpec("alerts", 16, own).ToCreate(5).Configs);
        Assert.Equal(
            new Dictionary<string, string> { ["retention.ms"] = "-1", ["min.insync.replicas"] = "2" },
            new TopicSpec("alerts", 16, s_retention).ToCreate(3).Configs);
        Assert.Single(s_retention);
    }
}
