using System.Text.Json.Nodes;

namespace HazmatTrack.Kubernetes.Tests.Policies;

/// <summary>What must hold of the objects of an overlay, beyond their schemas.</summary>
internal static class AllPolicies
{
    /// <summary>One line for each fault.</summary>
    public static IEnumerable<string> Faults(IReadOnlyList<JsonObject> objects) =>
    [
        .. WorkloadPolicies.Faults(objects),
        .. ReferencePolicies.Faults(objects),
        .. NetworkPolicies.Faults(objects),
        .. ScalingPolicies.Faults(objects),
        .. PostgresPolicies.Faults(objects),
        .. SettingsPolicies.Faults(objects),
        .. MigrationPolicies.Faults(objects),
        .. MonitoringPolicies.Faults(objects),
    ];
}
