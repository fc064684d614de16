using System.Net.Sockets;
using Confluent.Kafka;
using HazmatTrack.Domain.Tracking.Blobs;
using HazmatTrack.Storage;
using HazmatTrack.Storage.History.Chunks;
using HazmatTrack.Tracker.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using StackExchange.Redis;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace HazmatTrack.Server.Tests.Tracking;

/// <summary>What is repeated, and what is set aside at once.</summary>
public sealed class TransientErrorsTests
{
    [Theory]
    [InlineData("08006")]
    [InlineData("08001")]
    [InlineData("40001")]
    [InlineData("40P01")]
    [InlineData("53100")]
    [InlineData("53300")]
    [InlineData("55P03")]
    [InlineData("55006")]
    [InlineData("57014")]
    [InlineData("57P01")]
    [InlineData("57P03")]
    [InlineData("58030")]
    [InlineData("25006")]
    [InlineData("25P03")]
    public void A_call_that_PostgreSQL_cannot_serve_now_is_repeated(string state) => Assert.True(TransientErrors.Include(Postgres(state)));

    [Theory]
    [InlineData("08P01")]
    [InlineData("21000")]
    [InlineData("22021")]
    [InlineData("22P02")]
    [InlineData("23505")]
    [InlineData("23514")]
    [InlineData("40002")]
    [InlineData("42P01")]
    [InlineData("42501")]
    [InlineData("55P02")]
    [InlineData("57P04")]
    [InlineData("XX001")]
    public void A_statement_that_PostgreSQL_refuses_for_what_it_says_is_not(string state) => Assert.False(TransientErrors.Include(Postgres(state)));

    [Theory]
    [InlineData(5, true)]
    [InlineData(6, true)]
    [InlineData(10, true)]
    [InlineData(13, true)]
    [InlineData(1, false)]
    [InlineData(11, false)]
    [InlineData(19, false)]
    [InlineData(26, false)]
    public void A_call_to_SQLite_is_repeated_where_the_file_is_busy_or_the_disk_fails(int code, bool transient) =>
        Assert.Equal(transient, TransientErrors.Include(new SqliteException("no", code)));

    [Theory]
    [InlineData(RedisErrorKind.Loading, true)]
    [InlineData(RedisErrorKind.ClusterDown, true)]
    [InlineData(RedisErrorKind.ReadOnly, true)]
    [InlineData(RedisErrorKind.OutOfMemory, true)]
    [InlineData(RedisErrorKind.WrongType, false)]
    [InlineData(RedisErrorKind.CrossSlot, false)]
    [InlineData(RedisErrorKind.UnknownCommand, false)]
    public void A_call_that_Redis_cannot_serve_now_is_repeated(RedisErrorKind kind, bool transient) =>
        Assert.Equal(transient, TransientErrors.Include(new RedisServerException(kind, CommandFlags.None, "no")));

    [Theory]
    [InlineData(ErrorCode.NotLeaderForPartition, true)]
    [InlineData(ErrorCode.Local_AllBrokersDown, true)]
    [InlineData(ErrorCode.TopicAuthorizationFailed, false)]
    [InlineData(ErrorCode.MsgSizeTooLarge, false)]
    public void A_call_to_Kafka_is_repeated_where_its_protocol_says_so(ErrorCode code, bool transient) =>
        Assert.Equal(transient, TransientErrors.Include(new KafkaException(code)));

    [Fact]
    public void Broken_connections_and_time_outs_pass()
    {
        Assert.All(
            (Exception[])
            [
                new IOException(), new EndOfStreamException(), new SocketException(), new TimeoutException(),
                new NpgsqlException("reading", new IOException()), new NpgsqlException("connecting", new SocketException()),
                new RedisConnectionException(ConnectionFailureType.SocketFailure, CommandFlags.None, "gone", null, CommandStatus.Unknown),
                new RedisTimeoutException(CommandFlags.None, "late", CommandStatus.Sent),
            ],
            e => Assert.True(TransientErrors.Include(e), e.ToString()));
    }

    [Fact]
    public void Damaged_bytes_a_fence_and_defects_of_the_program_do_not()
    {
        Assert.All(
            (Exception[])
            [
                new ChunkFormatException("its checksum is wrong."), new TrackerBlobException("damaged"), new InvalidDataException(), new FormatException(),
                new KeyNotFoundException(), new FencedException(3), new InvalidOperationException(), new InvalidCastException(),
                new RedisCommandException("Multi-key operations must involve a single slot"),
            ],
            e => Assert.False(TransientErrors.Include(e), e.ToString()));
    }

    [Fact]
    public async Task A_store_that_answers_with_a_damaged_row_is_asked_once()
    {
        var calls = 0;
        var errors = new StoreErrors(Prometheus.Metrics.WithCustomRegistry(Prometheus.Metrics.NewCustomRegistry()));
        var retry = new Retry(new FakeTimeProvider(), new(TimeProvider.System), errors, NullLogger<Retry>.Instance);
        await Assert.ThrowsAsync<ChunkFormatException>(() => retry.RunAsync(
            "Reading",
            Task (_) =>
            {
                calls++;
                throw new ChunkFormatException("its checksum is wrong.");
            },
            TestContext.Current.CancellationToken));
        Assert.Equal(1, calls);
    }

    private static PostgresException Postgres(string state) => new("no", "ERROR", "ERROR", state);
}
