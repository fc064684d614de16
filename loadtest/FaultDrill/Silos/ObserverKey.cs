using System.Collections.Frozen;
using System.Security.Cryptography;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Storage.Access;

namespace HazmatTrack.FaultDrill.Silos;

/// <summary>
/// An API key for a program that measures a server or compares its answers: it reads vehicles, tracks and alerts in every province, and changes nothing.
/// </summary>
internal static class ObserverKey
{
    /// <summary>Longer than any drill or measurement.</summary>
    private static readonly TimeSpan s_life = TimeSpan.FromDays(2);

    /// <summary>Stores a new key, and returns its text.</summary>
    public static Task<string> IssueAsync(IAccessStore store, TimeProvider time, CancellationToken cancellation) => IssueAsync(
        store, "load test", [Role.Inspector, Role.ProvinceOfficer], [AccessAction.ReadVehicles, AccessAction.ReadTracks, AccessAction.ReadAlerts],
        new(int.MaxValue), time, cancellation);

    /// <summary>The same for an operator that sends reports.</summary>
    public static Task<string> IssueSenderAsync(IAccessStore store, string code, TimeProvider time, CancellationToken cancellation) =>
        IssueAsync(store, code, [Role.Operator], [AccessAction.SendPositions], default, time, cancellation);

    /// <summary>A key for whatever is measured.</summary>
    public static async Task<string> IssueAsync(
        IAccessStore store, string owner, Role[] roles, AccessAction[] actions, ProvinceSet provinces, TimeProvider time, CancellationToken cancellation)
    {
        var draft = ApiKeyText.Make(RandomNumberGenerator.GetBytes(ApiKeyText.RandomLength));
        await store.CreateKeyAsync(
            draft,
            new()
            {
                Name = $"observer {draft.Id}",
                Owner = owner,
                Roles = roles.ToFrozenSet(),
                Actions = actions.ToFrozenSet(),
                Provinces = provinces,
                ExpiresAt = Instant.From(time.GetUtcNow()) + s_life,
            },
            "load test",
            cancellation);
        return draft.Text;
    }

    /// <summary>Has every call of a client bear the key, and a purpose.</summary>
    public static void Use(HttpClient client, string key)
    {
        client.DefaultRequestHeaders.Add("X-Api-Key", key);
        client.DefaultRequestHeaders.Add("Purpose", "inspection");
    }
}
