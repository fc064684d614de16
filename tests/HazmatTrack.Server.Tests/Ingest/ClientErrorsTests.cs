using HazmatTrack.Kafka;
using HazmatTrack.Server.Tests.EndToEnd;
using Microsoft.Extensions.Time.Testing;

namespace HazmatTrack.Server.Tests.Ingest;

public sealed class ClientErrorsTests
{
    [Fact]
    public void A_broker_that_stays_away_is_one_line_in_half_a_minute_with_the_number_of_attempts()
    {
        var (clock, log) = (new FakeTimeProvider(), new TestLog(null));
        var errors = new ClientErrors(log, "Reading positions", clock);
        for (var i = 0; i < 300; i++)
        {
            errors.Add(new(Confluent.Kafka.ErrorCode.Local_Transport, "Connection refused"));
            clock.Advance(TimeSpan.FromMilliseconds(101));
        }

        Assert.Equal(2, log.Count);
        Assert.True(log.HasSaid("Reading positions: Connection refused (Local_Transport); 298 such"));
    }
}
