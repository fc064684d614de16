using CsCheck;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Testing.Audit;

namespace HazmatTrack.Domain.Tests.Audit;

/// <summary>The canonical bytes stand for one record each.</summary>
public sealed class AuditCodecLaws
{
    /// <summary>Texts of few characters, so that shifting one between two fields gives another sample; absent and empty ones too.</summary>
    private static readonly Gen<string?> s_text = Gen.OneOf(
        Gen.Const((string?)null), Gen.Const((string?)""), OneOf('a', 'b', '\0', '\u0001', '沪').Array[0, 4].Select(c => (string?)new string(c)),
        Gen.String.Select(s => (string?)s));

    private static readonly Gen<long?> s_number = Gen.OneOf(Gen.Const((long?)null), Gen.Long[-2, 2].Select(n => (long?)n), Gen.Long.Select(n => (long?)n));

    private static readonly Gen<AuditActor> s_actor =
        Gen.Select(s_text, s_text, s_text, s_text, OneOf(ProvinceCode.None, ProvinceCode.Shanghai, ProvinceCode.Anhui))
            .Select((issuer, subject, organisation, key, province) =>
                new AuditActor { Issuer = issuer, Subject = subject, Organisation = organisation, KeyId = key, Province = province });

    private static readonly Gen<AuditVehicles> s_vehicles =
        OneOf(SomeAudit.Truck, SomeAudit.Other).Array[0, 3].Select(v => AuditVehicles.From(v));

    private static readonly Gen<AuditRecord> s_record =
        Gen.Select(
            Gen.Select(Gen.Long[1, 3], Gen.Long[0, 2], Gen.Long[0, 2], s_actor),
            Gen.Select(s_text, s_text, s_text, s_text, s_text, s_text, s_text),
            Gen.Select(s_vehicles, s_number, s_number, s_number),
            Gen.Select(OneOf(Enum.GetValues<AuditAction>()), OneOf(Enum.GetValues<AuditOutcome>())))
        .Select((place, texts, what, how) => new AuditRecord(place.Item1, new(place.Item2), new()
        {
            At = new(place.Item3),
            Actor = place.Item4,
            Session = texts.Item1,
            ObjectKind = texts.Item2,
            ObjectId = texts.Item3,
            Purpose = texts.Item4,
            CaseNumber = texts.Item5,
            Address = texts.Item6,
            RequestId = texts.Item7,
            Vehicles = what.Item1,
            From = what.Item2 is { } from ? new Instant(from) : null,
            To = what.Item3 is { } to ? new Instant(to) : null,
            Rows = what.Item4,
            Action = how.Item1,
            Outcome = how.Item2,
        }));

    [Fact]
    public void What_is_read_is_what_was_written() =>
        s_record.Sample(record => Assert.Equal(record, AuditCodec.Decode(AuditCodec.Encode(record))), iter: 20_000);

    [Fact]
    public void Two_different_records_never_have_the_same_bytes() =>
        Gen.Select(s_record, s_record).Sample(
            (a, b) => Assert.Equal(a == b, AuditCodec.Encode(a).AsSpan().SequenceEqual(AuditCodec.Encode(b))), iter: 20_000);

    /// <summary>Neighbours are likelier to collide than strangers: one field is moved to the next.</summary>
    [Fact]
    public void A_text_that_moves_from_one_field_to_the_next_changes_the_bytes() =>
        Gen.Select(s_record, s_text, s_text).Sample(
            (record, a, b) =>
            {
                var one = record with { Entry = record.Entry with { Purpose = a, CaseNumber = b } };
                var other = record with { Entry = record.Entry with { Purpose = b, CaseNumber = a } };
                Assert.Equal(one == other, AuditCodec.Encode(one).AsSpan().SequenceEqual(AuditCodec.Encode(other)));
            },
            iter: 20_000);

    [Fact]
    public void Bytes_that_can_be_read_are_those_that_would_be_written() =>
        Gen.Select(s_record, Gen.Int[0, 400], Gen.Byte).Sample(
            (record, at, value) =>
            {
                var bytes = AuditCodec.Encode(record);
                bytes[at % bytes.Length] = value;
                try
                {
                    Assert.Equal(bytes, AuditCodec.Encode(AuditCodec.Decode(bytes)));
                }
                catch (AuditFormatException)
                {
                    // Refused, as it should be.
                }
            },
            iter: 20_000);

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
