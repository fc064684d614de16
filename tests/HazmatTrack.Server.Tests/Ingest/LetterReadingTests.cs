using System.Text;
using Confluent.Kafka;
using HazmatTrack.Contracts.Messages;
using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Tracks;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Gateway.DeadLetters;
using HazmatTrack.Gateway.Ingest;
using HazmatTrack.Storage.DeadLetters;

namespace HazmatTrack.Server.Tests.Ingest;

/// <summary>What is believed of a record of the dead letters, and what of it can be sent again.</summary>
public sealed class LetterReadingTests
{
    private static readonly VehicleId s_truck = new("沪A10001", PlateColour.Yellow);

    [Fact]
    public void What_the_sender_writes_in_the_programs_name_is_not_believed()
    {
        var headers = new Headers
        {
            { DeadLetterHeaders.Reports, "900000000"u8.ToArray() },
            { DeadLetterHeaders.DetailInChinese, "伪造"u8.ToArray() },
            { DeadLetterHeaders.CutFrom, "5000"u8.ToArray() },
            { DeadLetterHeaders.Reason, "malformed"u8.ToArray() },
        };
        DeadLetterHeaders.AddTo(headers, new TopicPartitionOffset("positions", 3, 17), RejectReason.Undecodable, "3 bytes", Some.Now);
        var letter = Read(headers, [1, 2, 3]);
        Assert.Equal(("undecodable", new LocalText("", "3 bytes"), 1L, false), (letter.Reason, letter.Detail, letter.Reports, letter.IsCounted));
        Assert.Equal((new LetterPlace("positions", 3, 17), 3), (letter.Place, letter.BodyLength));

        // The program's own come after the reason.
        headers.Add(DeadLetterHeaders.CutFrom, "9000"u8.ToArray());
        Assert.Equal(9000, Read(headers, [1, 2, 3]).BodyLength);
    }

    [Fact]
    public void A_record_of_a_number_of_reports_is_counted_also_where_the_number_is_one_and_no_number_is_endless()
    {
        foreach (var (number, reports) in new[] { ("1", 1L), ("500", 500L), ("0", 1L), ("9000000000000000000", 1_000_000L) })
        {
            var headers = new Headers();
            DeadLetterHeaders.AddTo(headers, RejectReason.TooOld, "Counted only.", Some.Now);
            headers.Add(DeadLetterHeaders.Reports, Encoding.UTF8.GetBytes(number));
            var letter = Read(headers, []);
            Assert.Equal((reports, true), (letter.Reports, letter.IsCounted));
        }
    }

    [Fact]
    public void A_detail_that_is_cut_ends_with_a_whole_character()
    {
        var headers = new Headers();
        DeadLetterHeaders.AddTo(headers, RejectReason.Undecodable, new string('x', 999) + "🚚🚚", Some.Now);
        Assert.Equal(new string('x', 999), Read(headers, []).Detail.English);
    }

    [Fact]
    public void A_report_whose_datum_or_vehicle_is_open_is_not_sent_again_as_it_was()
    {
        var report = new PositionReport { Time = Some.Now, Position = new(31_200_000, 121_400_000) };
        var body = PositionSender.Encode(s_truck, report);
        var letter = new LetterContent
        {
            Origin = "positions/0/1",
            Vehicle = s_truck,
            Reason = "too-old",
            Detail = default,
            RefusedAt = Some.Now,
            Place = new("positions", 0, 1),
            Body = body,
            BodyLength = body.Length,
        };
        Assert.NotNull(Resubmission.ItemOf(letter));
        Assert.Null(Resubmission.ItemOf(letter with { Reason = "unknown-datum" }));
        Assert.Null(Resubmission.ItemOf(letter with { Reason = "key-vehicle-mismatch" }));
        Assert.Null(Resubmission.ItemOf(letter with { BodyLength = 9000 }));
        Assert.Equal("7", PositionBodies.From(s_truck, PositionBodies.Claim(report) with { Datum = (Datum)7 })!.Datum);
    }

    private static LetterContent Read(Headers headers, byte[] value) => LetterReading.Read(
        new()
        {
            Topic = "letters",
            Partition = 0,
            Offset = 5,
            Message = new() { Value = value, Headers = headers, Timestamp = new(Some.Now.UnixMilliseconds, TimestampType.CreateTime) },
        },
        "log", 4096).Content;
}
