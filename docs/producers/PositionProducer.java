// One position in Java. The client's default partitioner is the right one: set none.
//
//   protoc -I ../../src/HazmatTrack.Contracts/Messages --java_out=. position.proto
//   javac -cp kafka-clients.jar:protobuf-java.jar PositionProducer.java hazmattrack/v1/*.java
//   java -cp .:kafka-clients.jar:protobuf-java.jar:slf4j-api.jar PositionProducer BROKERS PLATE_COLOUR LATITUDE LONGITUDE
import hazmattrack.v1.Position.PositionMessage;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

public final class PositionProducer {
    public static void main(String[] args) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", args[0], "acks", "all", "enable.idempotence", true);
        String vehicle = args[1];
        PositionMessage message = PositionMessage.newBuilder()
            .setVehicle(vehicle) // the same text as the key
            .setTimeMs(System.currentTimeMillis())
            .setLatitudeE6((int) Math.round(Double.parseDouble(args[2]) * 1e6))
            .setLongitudeE6((int) Math.round(Double.parseDouble(args[3]) * 1e6))
            .setSpeedDeciKmh(655)
            .setHeadingDegrees(270)
            .setStatusBits(3) // ACC on, fixed
            .build();
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            var place = producer.send(new ProducerRecord<>("positions", vehicle, message.toByteArray())).get();
            System.out.println(vehicle + " is in partition " + place.partition() + " at offset " + place.offset());
        }
    }
}
