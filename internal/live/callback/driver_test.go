package callback_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/ashlarsec/ashlar/internal/live/callback"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

func TestMongoDriver(t *testing.T) {
	l, err := callback.Listen("")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	client, err := mongo.Connect(options.Client().ApplyURI(l.MongoURI("n/4&711")))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Disconnect(context.Background())
	if err := client.Ping(t.Context(), nil); err != nil {
		t.Errorf("pinging: %v", err)
	}
	err = client.Database("shop").Collection("users").FindOne(t.Context(), bson.D{}).Err()
	if err == nil || !strings.Contains(err.Error(), "no database") {
		t.Errorf("finding: %v, want a refusal", err)
	}
	hit, _ := l.Wait(t.Context(), "n/4&711", 5*time.Second)
	if hit.Kind != callback.MongoDB || hit.AppName != "n/4&711" {
		t.Errorf("got %+v", hit)
	}
}

func TestMongoDriverWithStableAPI(t *testing.T) {
	l, err := callback.Listen("")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	api := options.ServerAPI(options.ServerAPIVersion1) // makes drivers say hello by OP_MSG
	client, err := mongo.Connect(options.Client().ApplyURI(l.MongoURI("n4711")).SetServerAPIOptions(api))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Disconnect(context.Background())
	if err := client.Ping(t.Context(), nil); err != nil {
		t.Errorf("pinging: %v", err)
	}
	if hit, _ := l.Wait(t.Context(), "n4711", 5*time.Second); hit.Kind != callback.MongoDB || hit.Line != "hello" {
		t.Errorf("got %+v", hit)
	}
}
