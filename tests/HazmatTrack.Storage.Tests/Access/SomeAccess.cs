using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Storage.Tests.Access;

/// <summary>Operators, vehicles, keys and people with the fields that a test does not care about filled in.</summary>
internal static class SomeAccess
{
    /// <summary>The credit code of operator 1, 2, …, with the right check character.</summary>
    public static string Code(int number)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"91310000{number:000000000}");
        return text + "0123456789ABCDEFGHJKLMNPQRTUWXY".First(c => TransportOperator.IsCode(text + c));
    }

    public static TransportOperator Operator(int number) => new()
    {
        Code = Code(number),
        Name = $"危运企业 {number}",
        Province = ProvinceCode.Shanghai,
        Contact = "021-55550000",
    };

    public static VehicleId Truck(int number) => new(string.Create(CultureInfo.InvariantCulture, $"沪A{number:00000}"), PlateColour.Yellow);

    public static VehicleId[] Trucks(int count, int from = 0) => [.. Enumerable.Range(from, count).Select(Truck)];

    public static ApiKeyDraft Draft() => ApiKeyText.Make(RandomNumberGenerator.GetBytes(ApiKeyText.RandomLength));

    public static ApiKeyTerms Terms(Instant expires, string name = "调度系统", int owner = 1) => new()
    {
        Name = name,
        Owner = Code(owner),
        Roles = FrozenSet.Create(Role.Operator),
        Actions = FrozenSet.Create(AccessAction.SendPositions, AccessAction.ReadAlerts),
        ExpiresAt = expires,
    };

    public static Caller Person(string subject = "p-1", string issuer = "https://gis.example.cn/id") => new()
    {
        Issuer = issuer,
        Subject = subject,
        Name = "张三",
        Roles = FrozenSet.Create(Role.Inspector),
        Organisation = "沪交执法",
        Provinces = default(ProvinceSet).With(ProvinceCode.Shanghai).With(ProvinceCode.Jiangsu),
        SignedInAt = new(900_000),
    };

    public static (string Text, SecretHash Id) Secret() => SessionSecret.Make(RandomNumberGenerator.GetBytes(SecretHash.Size));
}
