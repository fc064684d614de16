using HazmatTrack.Domain.Audit;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Testing.Audit;

namespace HazmatTrack.Domain.Tests.Audit;

public sealed class AuditCodecTests
{
    private static readonly AuditRecord s_record = new(7, new(2), new()
    {
        Actor = new() { Issuer = "i", Subject = "沪" },
        Action = AuditAction.Export,
        Outcome = AuditOutcome.Refused,
        Vehicles = AuditVehicles.From(SomeAudit.Truck),
        Rows = 3,
        At = new(1),
    });

    /// <summary>Hashes of stored records rest on these bytes: they never change. A new form gets a new version.</summary>
    [Fact]
    public void The_bytes_of_version_1_stay_as_they_are() => Assert.Equal(
        "01" + "0000000000000007" + "0000000000000002" + "0000000000000001"
        + "010000000169" + "0100000003E6B2AA" + "00" + "00000000" + "00" + "00" + "0000000A" + "00" + "00"
        + "00000001" + "0000000B" + "E6B2AA4131323334355F32"
        + "00" + "00" + "010000000000000003" + "00" + "00" + "02" + "00" + "00",
        Convert.ToHexString(AuditCodec.Encode(s_record)));

    [Fact]
    public void A_record_of_a_newer_version_is_refused_by_name()
    {
        var bytes = AuditCodec.Encode(s_record);
        bytes[0] = 2;
        Assert.Contains("version 2", Assert.Throws<AuditFormatException>(() => AuditCodec.Decode(bytes)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_with_more_or_fewer_bytes_is_refused()
    {
        var bytes = AuditCodec.Encode(s_record);
        Assert.Throws<AuditFormatException>(() => AuditCodec.Decode([.. bytes, 0]));
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<AuditFormatException>(() => AuditCodec.Decode(bytes.AsSpan(0, length)));
        }
    }

    [Fact]
    public void A_purpose_cannot_forge_a_line_of_a_printed_record_nor_break_its_bytes()
    {
        var entry = SomeAudit.Read() with { Purpose = "a\r\nallowed\0\ud800b", CaseNumber = new string('案', 3000) };
        Assert.Equal("a\uFFFD\uFFFDallowed\uFFFD\uFFFDb", entry.Purpose);
        Assert.Equal(1000, entry.CaseNumber!.Length);
        Assert.Equal(entry, AuditCodec.Decode(AuditCodec.Encode(new(1, default, entry))).Entry);
    }

    [Fact]
    public void A_text_is_not_cut_in_the_middle_of_a_character() =>
        Assert.Equal(999, (SomeAudit.Read() with { Purpose = new string('a', 999) + "😀" }).Purpose!.Length);

    [Fact]
    public void An_action_that_is_not_on_the_list_is_refused_before_it_is_stored()
    {
        var refused = Assert.Throws<AuditFormatException>(() => AuditCodec.Check(SomeAudit.Read() with { Action = (AuditAction)99 }));
        Assert.Contains("action 99", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_vehicles_of_an_entry_count_once_in_any_order()
    {
        Assert.Equal(AuditVehicles.From(SomeAudit.Other, SomeAudit.Truck, SomeAudit.Other), AuditVehicles.From(SomeAudit.Truck, SomeAudit.Other));
        var fleet = Enumerable.Range(10000, 1001).Select(n => new VehicleId($"沪A{n}", PlateColour.Yellow));
        Assert.Contains("1001 vehicles", Assert.Throws<ArgumentException>(() => AuditVehicles.From(fleet)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_people_are_never_one_actor_to_a_search()
    {
        var one = new AuditActor { Issuer = "a", Subject = "b\u001fc" };
        var other = new AuditActor { Issuer = "a\u001fb", Subject = "c" };
        Assert.NotEqual(one.Name, other.Name);
        Assert.Null(new AuditActor { Organisation = "x" }.Name);
        Assert.Equal("key:k1", new AuditActor { KeyId = "k1" }.Name);
    }
}
