using System.Globalization;
using System.Text.Json.Nodes;
using HazmatTrack.Testing;

namespace HazmatTrack.Kubernetes.Tests.Sizing;

/// <summary>What bench/capacity.mjs computes for so many vehicles.</summary>
internal sealed class CapacityPlan
{
    private readonly JsonNode _plan;

    private CapacityPlan(JsonNode plan) => _plan = plan;

    /// <summary>A figure of the plan, in processes, cores or bytes.</summary>
    public double this[string name] => _plan[name]!.GetValue<double>();

    public static async Task<CapacityPlan> ComputeAsync(int vehicles)
    {
        var (code, output, errors) =
            await Overlay.RunAsync("node", null, Repository.File("bench/capacity.mjs"), vehicles.ToString(CultureInfo.InvariantCulture));
        Assert.Equal((0, ""), (code, errors));
        return new(JsonNode.Parse(output)!);
    }

    /// <summary>A figure that the plan rests on, measured or assumed.</summary>
    public double Value(string name) => _plan["values"]![name]!.GetValue<double>();
}
