using System.Collections.Frozen;
using System.Security.Cryptography;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Server.Tests.EndToEnd;
using HazmatTrack.Storage.Access;
using Microsoft.Extensions.DependencyInjection;

namespace HazmatTrack.Server.Tests.Access;

/// <summary>API keys for tests.</summary>
internal static class SomeKeys
{
    /// <summary>A key of the operator whose person the tests are, for sending positions, in a file.</summary>
    public static async Task<string> FileAsync(TestProgram.Silo silo, string folder)
    {
        var file = Path.Combine(folder, "api-key");
        await File.WriteAllTextAsync(
            file, await IssueAsync(silo, Role.Operator, SomePeople.Operator, default, AccessAction.SendPositions), TestContext.Current.CancellationToken);
        return file;
    }

    /// <summary>The text of a new key.</summary>
    public static Task<string> IssueAsync(TestProgram.Silo silo, Role role, string owner, ProvinceSet provinces, params AccessAction[] actions) =>
        IssueAsync(silo.Host.App.Services.GetRequiredService<IAccessStore>(), role, owner, provinces, [], actions);

    /// <summary>The text of a new key that is limited to addresses; to none in particular where there are none.</summary>
    public static async Task<string> IssueAsync(
        IAccessStore store, Role role, string owner, ProvinceSet provinces, AddressRange[] addresses, params AccessAction[] actions)
    {
        var draft = ApiKeyText.Make(RandomNumberGenerator.GetBytes(ApiKeyText.RandomLength));
        await StoreAsync(store, draft, role, owner, provinces, addresses, actions);
        return draft.Text;
    }

    /// <summary>Stores a key that a test has made.</summary>
    public static Task StoreAsync(
        IAccessStore store, ApiKeyDraft draft, Role role, string owner, ProvinceSet provinces, AddressRange[] addresses, params AccessAction[] actions) =>
        store.CreateKeyAsync(
            draft,
            new()
            {
                Name = $"test {draft.Id}",
                Owner = owner,
                Roles = new[] { role }.ToFrozenSet(),
                Actions = actions.ToFrozenSet(),
                Provinces = provinces,
                Addresses = addresses,
                ExpiresAt = Instant.From(TimeProvider.System.GetUtcNow()) + TimeSpan.FromDays(1),
            },
            "test",
            TestContext.Current.CancellationToken);
}
