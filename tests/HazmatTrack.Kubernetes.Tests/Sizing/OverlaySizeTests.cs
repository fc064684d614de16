using System.Text.Json.Nodes;
using HazmatTrack.Access.Recording;

namespace HazmatTrack.Kubernetes.Tests.Sizing;

/// <summary>Each overlay is as large as the plan of capacity for its number of vehicles.</summary>
public sealed class OverlaySizeTests
{
    /// <summary>The vehicles of an overlay, and for how many times as many its most processes have room, as its kustomization.yaml says.</summary>
    public static TheoryData<string, int, int> Overlays => new() { { "province", 30_000, 3 }, { "delta", 80_000, 5 } };

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task An_overlay_has_what_the_plan_computes_for_its_vehicles(string overlay, int vehicles, int times) =>
        Assert.Empty(await FaultsAsync(overlay, vehicles, times, _ => { }));

    [Theory]
    [InlineData("the disk of PostgreSQL", "Cluster postgres has 500Gi, and the first year takes")]
    [InlineData("the disk of its log", "Cluster postgres has 10Gi for its log")]
    [InlineData("the disks of brokers", "the brokers have 537 GB, and topics take")]
    [InlineData("the fewest trackers", "Deployment hazmattrack-tracker has 2 processes at least, and 3 are planned for")]
    [InlineData("the cores of webs", "Deployment hazmattrack-web: 2 processes ask for 0.2 cores")]
    [InlineData("the memory of trackers", "Deployment hazmattrack-tracker requests 256Mi of memory")]
    [InlineData("the partitions", "positions has 6 partitions")]
    [InlineData("the retention", "positions keeps records for 691200000 ms, and the plan is computed with 72 h")]
    [InlineData("the settings", "History:Keep is 366, and the plan is computed with 184")]
    public async Task What_is_too_small_for_the_Delta_is_named(string what, string says) => Assert.Contains(
        await FaultsAsync("delta", 80_000, 5, objects => Shrink(what, objects)), f => f.Contains(says, StringComparison.Ordinal));

    [Fact]
    public async Task The_plan_counts_a_vehicle_on_an_open_page_as_often_as_the_record_names_it() =>
        Assert.Equal(RepeatedLooks.Length.TotalMinutes, (await CapacityPlan.ComputeAsync(1000)).Value("namedAgain"));

    [Theory]
    [InlineData("500Gi", 536_870_912_000d)]
    [InlineData("2", 2d)]
    [InlineData("500m", 0.5)]
    [InlineData("1536Mi", 1_610_612_736d)]
    [InlineData("1Ti", 1_099_511_627_776d)]
    public void A_quantity_is_read(string text, double value) => Assert.Equal(value, SizePolicies.Quantity(text));

    private static async Task<IEnumerable<string>> FaultsAsync(string overlay, int vehicles, int times, Action<IReadOnlyList<JsonObject>> change)
    {
        var objects = await Overlay.ObjectsAsync(overlay);
        change(objects);
        return SizePolicies.Faults(objects, await CapacityPlan.ComputeAsync(vehicles), await CapacityPlan.ComputeAsync(vehicles * times));
    }

    private static void Shrink(string what, IReadOnlyList<JsonObject> objects)
    {
        JsonObject Of(string kind, string name) => objects.OfKind(kind).Single(o => o.Name() == name);
        JsonNode Requests(string role) =>
            Of("Deployment", $"hazmattrack-{role}").Items("spec", "template", "spec", "containers").Single().At("resources", "requests")!;
        switch (what)
        {
            case "the disk of PostgreSQL":
                Of("Cluster", "postgres").At("spec", "storage")!["size"] = "500Gi";
                break;
            case "the disk of its log":
                Of("Cluster", "postgres").At("spec", "walStorage")!["size"] = "10Gi";
                break;
            case "the disks of brokers":
                Of("KafkaNodePool", "broker").Items("spec", "storage", "volumes").Single()["size"] = "100Gi";
                break;
            case "the fewest trackers":
                Of("ScaledObject", "hazmattrack-tracker")["spec"]!["minReplicaCount"] = 2;
                break;
            case "the cores of webs":
                Requests("web")["cpu"] = "100m";
                break;
            case "the memory of trackers":
                Requests("tracker")["memory"] = "256Mi";
                break;
            case "the partitions":
                Of("KafkaTopic", "positions")["spec"]!["partitions"] = 6;
                break;
            case "the retention":
                Of("KafkaTopic", "positions").At("spec", "config")!["retention.ms"] = 691_200_000;
                break;
            case "the settings":
                objects.OfKind("ConfigMap").Single()["data"]!["History__Keep"] = "366.00:00:00";
                break;
            default:
                throw new ArgumentException(what);
        }
    }
}
